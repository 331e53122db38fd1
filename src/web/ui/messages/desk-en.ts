import type { DecisionKind, DeviceState } from '../../../protocol/words.ts';

const students = (count: number) => (count === 1 ? '1 student' : `${count} students`);
const attempts = (count: number) => (count === 1 ? '1 refused attempt' : `${count} refused attempts`);

const mostListed = 10;
const listed = (names: readonly string[]) => names.slice(0, mostListed).join(', ') + (names.length > mostListed ? ` and ${names.length - mostListed} more` : '');

/** What staff decide, as the desk offers it. */
export type Deciding = Exclude<DecisionKind, 'set'>;

const done: Readonly<Record<Deciding, string>> = { accept: 'counts', reject: 'does not count', ask: 'is asked' };
const deviceStates: Readonly<Record<DeviceState, string>> = { active: 'Active', waiting: 'Waiting', replaced: 'Replaced', revoked: 'Revoked' };

/** English of the desk: what did not simply count, what is known of it, and what staff decide. */
export const deskEn = {
  title: 'Desk',
  showAtDesk: 'Everything of this student at the desk',
  toLive: 'Back to the live page',
  lead: 'Everything of this session that did not simply count. Nothing is lost here, and every decision can be taken back.',
  search: 'Search a student number',
  searchHint: 'Finds all that reached the server of a student: what waits, what was refused, what counts.',
  policy: 'Course policy',
  clear: 'Clear the search',
  keys: 'Keys',
  cut: 'More has happened than fits here: the evidence of the newest 1,000 is shown, and the newest 1,000 refused attempts.',
  disconnected: (time: string) => `Disconnected since ${time}. What is shown may be older.`,
  stale: 'The newest state could not be fetched.',
  empty: 'Nothing waits',
  emptyHint: 'Every scan of this session counted by itself. What needs a look appears here at once.',
  notFound: (query: string) => `Nothing of “${query}” reached this session`,
  notFoundHint: 'No record and no attempt with this number came to the server: the phone may not have sent it yet, or another number was typed.',
  markByHand: 'Mark by hand',

  groups: { waiting: 'Waits for you', provisional: 'Provisional', refused: 'Refused scans', recovered: 'Refused first, recorded since', decided: 'Decided' },
  groupHints: {
    waiting: 'Does not count until you accept it.',
    provisional: 'Scanned offline, shown apart; accept it where you know better.',
    refused: 'Recorded nothing. Accept one to count it.',
    recovered: 'These students are recorded now; the attempts explain a “my scan failed”.',
    decided: 'What you and others decided, the newest first.',
  },
  counted: 'Counts by itself',
  more: (count: number) => `Show ${count} more`,
  none: 'Nothing here',

  actions: { accept: 'Accept', reject: 'Reject', ask: 'Ask' } satisfies Record<Deciding, string>,
  countIt: 'Count it',
  actionOf: (action: string, student: string) => `${action}: ${student}`,
  undo: 'Undo',
  undone: (student: string) => `${student}: taken back`,
  undoneMany: (count: number) => `${students(count)}: taken back`,
  sending: 'Saving',
  said: (student: string, decision: Deciding) => `${student} ${done[decision]}`,
  saidMany: (count: number, decision: Deciding) => `${students(count)}: ${{ accept: 'accepted', reject: 'rejected', ask: 'asked' }[decision]}`,
  failedSome: (count: number, why: string) => `${students(count)} could not be decided. ${why}`,
  changed: (student: string) => `${student} changed meanwhile. It is shown anew; decide again.`,
  decidedWords: { accept: 'Accepted', reject: 'Rejected', ask: 'Asked', set: 'Set by hand' } satisfies Record<DecisionKind, string>,
  decidedBy: (staff: string, time: string) => `by ${staff}, ${time}`,
  asked: 'Asked, no decision yet',
  unnamed: 'Attempts that named nobody',
  attempts,
  earlier: (count: number) => (count === 1 ? '1 earlier attempt' : `${count} earlier attempts`),
  wouldBe: (status: string) => `Would be ${status.toLowerCase()}`,
  recordedNow: { counted: 'Recorded since, and counts', provisional: 'Recorded since, provisional', held: 'Recorded since, held' } as Readonly<Record<string, string>>,
  notRecorded: 'Not recorded',

  select: (student: string) => `Select ${student}`,
  selectBy: 'Select all with …',
  selectAll: (count: number) => `All (${count})`,
  selected: (count: number, hidden: number) => `${count} selected${hidden === 0 ? '' : `, ${hidden} of them not shown`}`,
  showSelected: 'Show them',
  clearSelection: 'Clear selection',
  decidedElsewhere: (names: readonly string[]) => `Decided elsewhere meanwhile, and no longer selected: ${listed(names)}.`,
  progress: (sent: number, all: number) => `${sent} of ${all}`,

  dialog: {
    titles: { accept: 'Accept', reject: 'Reject', ask: 'Ask' } satisfies Record<Deciding, string>,
    title: (action: string, whom: string) => `${action} ${whom}`,
    many: students,
    hidden: (names: readonly string[]) => `Also decides about ${students(names.length)} that the search does not show: ${listed(names)}.`,
    meanings: {
      accept: 'It counts from now on, whatever evidence comes later.',
      reject: 'It does not count. The evidence stays, and you can take this back.',
      ask: 'The student reads this sentence in the app. It goes on waiting for your decision.',
    } satisfies Record<Deciding, string>,
    note: { accept: 'Why', reject: 'Why', ask: 'What the student reads' } satisfies Record<Deciding, string>,
    noteHint: 'It is kept with your name. Enter confirms.',
    missing: 'Write a few words.',
    quick: 'Quick reasons',
    reasons: {
      accept: ['Seen in the hall', 'Phone or network trouble, explained', 'The student showed the phone', 'Answered a second code'],
      reject: ['Not in the hall', 'The student says that it was not them', 'Scanned from elsewhere'],
      ask: ['Please see me after class about this scan.', 'Please show me your phone, so that this scan can count.', 'Please tell me where you sat.'],
    } satisfies Record<Deciding, readonly string[]>,
    attendance: 'Counts as',
    attendances: { evidence: 'As the scan says', present: 'Present', late: 'Late' },
  },

  evidence: {
    legend: { open: 'in time', late: (time: string) => `late from ${time}`, interval: 'when the scan can have been made', arrival: 'when it arrived' },
    at: (instant: string) => `made at ${instant}`,
    between: (before: string, after: string) => `made between ${before} and ${after}`,
    until: (after: string) => `made by ${after}`,
    isStatic: 'its code never changes, so nothing says how early',
    arrived: (time: string) => `arrived ${time}`,
    whenItArrived: ', when it arrived',
    by: { arrival: '', contact: ', when its phone told the server of it', claim: ', when its phone sent the code itself' },
    device: 'Phone',
    noDevice: 'No key of a phone',
    deviceStates,
    boundTo: (student: string) => `bound to ${student}`,
    devicesOf: (student: string) => `Phones of ${student}`,
    shown: {
      shown: 'A display reported that it showed this code.',
      not_shown: 'The displays reported what they showed, and this code is not among it.',
      unknown: 'No display reported this code.',
    },
    codes: (codes: number) => (codes === 2 ? '2 codes' : '1 code'),
    queued: 'from the offline queue',
    guest: 'on a lent phone',
    others: (count: number) => (count === 1 ? '1 other scan of this student' : `${count} other scans of this student`),
  },

  history: {
    title: 'Who changed what',
    ofSession: 'Who changed what in this session',
    nothing: 'Nothing was changed by anybody.',
    cut: 'Older changes are not listed.',
    actions: {
      mark: 'Set by hand',
      unmark: 'Mark taken back',
      accept: 'Accepted',
      reject: 'Rejected',
      ask: 'Asked',
      undo: 'Decision taken back',
      undo_decision: 'Decision taken back',
      regrade: 'Judged again with newer evidence',
      close: 'Closed',
      extend: 'End moved',
      reopen: 'Opened again',
      typed_on: 'Typed codes switched on',
      typed_off: 'Typed codes switched off',
      start_check: 'Second code asked for',
      end_check: 'Second code ended',
      hide_code: 'Code hidden',
      show_code: 'Code shown again',
    } as Readonly<Record<string, string>>,
    server: 'the server',
    from: (before: string, after: string) => `${before} → ${after}`,
    nothingThere: 'no record',
    on: (screen: string | null) => (screen === null ? 'on a screen without a name' : `on “${screen}”`),
  },

  keyHelp: [
    ['/', 'Search'],
    ['↑ ↓', 'Move from row to row'],
    ['A', 'Accept'],
    ['R', 'Reject'],
    ['Q', 'Ask the student'],
    ['X', 'Select or unselect'],
    ['U', 'Undo the newest decision of the row'],
    ['Esc', 'Leave the search, clear the selection'],
    ['?', 'This list'],
  ],
} as const;
