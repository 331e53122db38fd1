import type { EntryState, QueuedEntry } from '../../client/offline/ports.ts';
import type { SyncSummary } from '../../client/offline/sync.ts';
import { printable } from '../text-table.ts';

/** What the student terminal tells: in words for people, one JSON object a line for programs. */
export type News =
  | { readonly event: 'submission'; readonly key: string; readonly student_id: string; readonly state: EntryState }
  | { readonly event: 'network'; readonly network: 'online' | 'offline' }
  | { readonly event: 'queue'; readonly entries: readonly ListedEntry[] }
  | { readonly event: 'sync'; readonly by: 'user' | 'itself'; readonly summary: SyncSummary | null }
  /** What is asked for so that an offline scan has two codes. */
  | { readonly event: 'second_code'; readonly wanted: SecondCodeWish }
  /** A scan that waited for its second code in a terminal that ended: it is an entry of the queue now. */
  | { readonly event: 'taken_up'; readonly key: string; readonly student_id: string; readonly scanned_at: string }
  /** Staff revoked the key of this terminal; a new one is made where that is answered with `y`. */
  | { readonly event: 'device_revoked'; readonly device_id: string }
  | { readonly event: 'new_key'; readonly device_id: string }
  | { readonly event: 'problem'; readonly problem: string };

/** The first time that a second code is asked for, and why again: it is the same code, only the next one, or none of this session. */
export type SecondCodeWish = 'first_time' | 'same_code' | 'next_code' | 'other_code';

export interface ListedEntry {
  readonly key: string;
  readonly entry_id: string | null;
  readonly student_id: string;
  readonly scanned_at: string;
  readonly state: EntryState;
}

export function listedEntry({ key, entryId, studentId, scannedAtMs, state }: QueuedEntry): ListedEntry {
  return { key, entry_id: entryId, student_id: studentId, scanned_at: new Date(scannedAtMs).toISOString(), state };
}

export function newsInWords(news: News): string {
  switch (news.event) {
    case 'submission':
      return stateInWords(news.state);
    case 'network':
      return `[i] Network: ${news.network}`;
    case 'queue':
      return news.entries.length === 0
        ? '[i] Offline queue is empty.'
        : ['[i] Offline queue:', ...news.entries.map((entry) => `    ${entry.scanned_at}  ${whoInWords(entry, news.entries)}${listedInWords(entry.state)}`)].join('\n');
    case 'sync':
      return syncInWords(news.summary, news.by);
    case 'second_code':
      return secondCodeInWords[news.wanted];
    case 'taken_up':
      return `[i] A scan of ${news.scanned_at} waited for its second code when a terminal ended. It is in the offline queue now, with what was read of it.`;
    case 'device_revoked':
      return '[?] Staff revoked the key of this terminal, so it records nothing more. Type y and Enter for a new key; anything else keeps the old one.';
    case 'new_key':
      return '[i] This terminal has a new key. Scan again while the session is open, or ask staff: they see the refused scan and can count it.';
    case 'problem':
      return `[!] ${news.problem}`;
  }
}

const orOne = 'or press Enter to keep one code: it then waits for staff more often.';
const secondCodeInWords: Readonly<Record<SecondCodeWish, string>> = {
  first_time: `[?] Saved with one code. Without a network two codes prove that you stayed: paste the code again when it has changed twice, ${orOne}`,
  same_code: `[?] This is the same code still. Paste it again when it has changed twice, ${orOne}`,
  next_code: `[?] It changed only once. Paste it again when it has changed once more, ${orOne}`,
  other_code: `[?] This is no later code of the same session. Paste the one that is on the screen now, ${orOne}`,
};

/** Whose entry it is, on a terminal that somebody else used too. */
function whoInWords({ student_id: student }: ListedEntry, all: readonly ListedEntry[]): string {
  return all.every((each) => each.student_id === student) ? '' : `${printable(student)}  `;
}

/** The first line is the original client's, word for word. */
function stateInWords(state: EntryState): string {
  switch (state.kind) {
    case 'recorded':
      return `[+] Submission accepted. latency: ${state.receipt.latency_seconds}`;
    case 'already_recorded':
      return `[=] Already recorded${state.receivedAt === null ? '' : ` at ${state.receivedAt}`}; nothing is left to send.`;
    case 'refused':
      return `[-] Submission refused: ${state.reason} (${state.code})`;
    case 'waiting':
      return `[~] Saved in the offline queue${state.lastProblem === null ? '' : `: ${state.lastProblem}`}. It is sent by itself later.`;
  }
}

function listedInWords(state: EntryState): string {
  switch (state.kind) {
    case 'recorded':
      return `recorded, latency ${state.receipt.latency_seconds}, ${state.receipt.attendance}, ${state.receipt.grade}, entry ${state.receipt.entry_id}`;
    case 'already_recorded':
      return 'already recorded';
    case 'refused':
      return `refused: ${state.reason} (${state.code})`;
    case 'waiting':
      return `waiting, sent ${state.attempts} times${state.lastProblem === null ? '' : `, ${state.lastProblem}`}`;
  }
}

function syncInWords(summary: SyncSummary | null, by: 'user' | 'itself'): string {
  if (summary === null) return '[i] Another terminal is syncing this queue.';
  const { recorded, alreadyRecorded, refused, waiting, problem } = summary;
  if (by === 'user' && recorded + alreadyRecorded + refused + waiting === 0) return '[i] Nothing to sync.';
  const parts = [`${recorded} accepted`, `${alreadyRecorded} already recorded`, `${refused} refused`, `${waiting} waiting`];
  return `[i] Sync: ${parts.join(', ')}${problem === null ? '' : ` (${problem})`}`;
}
