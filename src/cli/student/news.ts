import type { EntryState, QueuedEntry } from '../../client/offline/ports.ts';
import type { SyncSummary } from '../../client/offline/sync.ts';

/** What the student terminal tells: in words for people, one JSON object a line for programs. */
export type News =
  | { readonly event: 'submission'; readonly key: string; readonly student_id: string; readonly state: EntryState }
  | { readonly event: 'network'; readonly network: 'online' | 'offline' }
  | { readonly event: 'queue'; readonly entries: readonly ListedEntry[] }
  | { readonly event: 'sync'; readonly by: 'user' | 'itself'; readonly summary: SyncSummary | null }
  | { readonly event: 'problem'; readonly problem: string };

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
        : ['[i] Offline queue:', ...news.entries.map(({ scanned_at: at, state }) => `    ${at}  ${listedInWords(state)}`)].join('\n');
    case 'sync':
      return syncInWords(news.summary, news.by);
    case 'problem':
      return `[!] ${news.problem}`;
  }
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
