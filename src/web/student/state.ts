import type { Answer } from '../../client/offline/answer.ts';
import type { QueuedEntry } from '../../client/offline/ports.ts';
import type { CodeText } from '../../protocol/carried-code.ts';
import type { ReplyOf } from '../../protocol/endpoints.ts';

/** What the student page knows and shows. One view at a time; the queue stands below most of them. */
export interface AppState {
  readonly view: View;
  /** Null until the first number was given. */
  readonly student: string | null;
  /** A code that was found before the student number was known. */
  readonly heldCode: CodeText | null;
  /** Server time until which it counts as scanned when it was; null while the server did not say so. */
  readonly placeUntilMs: number | null;
  /** The scan of this page that waits for its second code. */
  readonly kept: KeptScan | null;
  readonly entries: readonly QueuedEntry[];
  /** What the server said of entries since it answered them, by their key. */
  readonly news: Readonly<Record<string, EntryNews>>;
  /** Entries whose first attempt is under way. */
  readonly sending: readonly string[];
  /** False where the browser is sure that there is no network; true proves nothing. */
  readonly isOnline: boolean;
  readonly canStore: boolean;
}

export type EntryNews = ReplyOf<'entryState'>;

/** A scan whose first code is stored durably, and which becomes an entry when a second one was read or is not waited for any more. */
export interface KeptScan {
  /** base64url of the entry's nonce, and so the key that it will have in the queue. */
  readonly key: string;
  readonly code: CodeText;
  readonly studentId: string;
  readonly guest?: true;
  readonly wallMs: number;
  readonly monoMs: number;
}

export type View =
  | { readonly kind: 'starting' }
  /** A newer app has changed what is stored: nothing is touched. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'first_time' }
  /** `isFirst`: nothing was done yet, so the focus stays where the reader starts. */
  | { readonly kind: 'ready'; readonly hasBadLink: boolean; readonly isFirst: boolean }
  | SheetView
  | { readonly kind: 'saving' }
  | { readonly kind: 'entry'; readonly key: string }
  /** A scan that is in no queue: it could not be stored, or its code was refused before the number was known. Null while the one attempt is under way. */
  | { readonly kind: 'unsaved'; readonly answer: Answer | null };

/** Views that a button opens. */
export type OpenableView = 'scan' | 'type' | 'paste' | 'settings' | 'lend';

export type SheetView =
  | { readonly kind: OpenableView }
  /** A second code is asked for outside of the scanner. */
  | { readonly kind: 'kept' }
  /** A classmate's sealed scan, as a camera read it. */
  | { readonly kind: 'bring'; readonly text: string }
  /** An entry of this phone that a classmate may bring. */
  | { readonly kind: 'carry'; readonly key: string };

const sheets: readonly string[] = ['scan', 'type', 'paste', 'settings', 'lend', 'kept', 'bring', 'carry'] satisfies readonly SheetView['kind'][];

/** Whether it is drawn by what loads after the first button. */
export function isSheet(view: View): view is SheetView {
  return sheets.includes(view.kind);
}

export type AppEvent =
  | { readonly type: 'opened'; readonly student: string | null; readonly entries: readonly QueuedEntry[] }
  | { readonly type: 'found_outdated' }
  | { readonly type: 'found_no_storage' }
  | { readonly type: 'code_found'; readonly code: CodeText }
  | { readonly type: 'place_kept'; readonly untilMs: number }
  | { readonly type: 'scan_kept'; readonly kept: KeptScan }
  | { readonly type: 'kept_finished' }
  | { readonly type: 'news_read'; readonly key: string; readonly news: EntryNews }
  | { readonly type: 'bad_link_found' }
  | { readonly type: 'student_given'; readonly student: string }
  | { readonly type: 'entry_stored'; readonly key: string }
  | { readonly type: 'attempt_started'; readonly key: string }
  | { readonly type: 'attempt_ended'; readonly key: string }
  | { readonly type: 'entry_unsaved'; readonly answer: Answer | null }
  | { readonly type: 'entries_read'; readonly entries: readonly QueuedEntry[] }
  | { readonly type: 'network_changed'; readonly isOnline: boolean }
  | { readonly type: 'view_opened'; readonly view: SheetView }
  | { readonly type: 'entry_opened'; readonly key: string }
  | { readonly type: 'view_closed' };

export const initialState: AppState = {
  ...{ view: { kind: 'starting' }, student: null, heldCode: null, placeUntilMs: null, kept: null, entries: [], news: {}, sending: [] },
  ...{ isOnline: true, canStore: true },
};

export function reduce(state: AppState, event: AppEvent): AppState {
  // An outdated page may touch nothing that a newer one has stored, so nothing leads out of it but a reload.
  if (state.view.kind === 'outdated') return state;
  switch (event.type) {
    case 'opened':
      return { ...state, student: event.student, entries: event.entries, view: homeOf(event.student, true) };
    case 'found_outdated':
      return { ...state, view: { kind: 'outdated' } };
    case 'found_no_storage':
      return { ...state, canStore: false };
    case 'code_found':
      return state.student === null
        ? { ...state, heldCode: event.code, placeUntilMs: null, view: { kind: 'first_time' } }
        : { ...state, heldCode: null, view: { kind: 'saving' } };
    case 'place_kept':
      return { ...state, placeUntilMs: event.untilMs };
    case 'scan_kept':
      return { ...state, kept: event.kept, heldCode: null, view: state.view.kind === 'scan' || state.view.kind === 'lend' ? state.view : { kind: 'kept' } };
    case 'kept_finished':
      return { ...state, kept: null, view: state.view.kind === 'kept' || state.view.kind === 'scan' || state.view.kind === 'lend' ? { kind: 'saving' } : state.view };
    case 'news_read':
      return { ...state, news: { ...state.news, [event.key]: event.news } };
    case 'bad_link_found':
      return state.student === null ? state : { ...state, view: { kind: 'ready', hasBadLink: true, isFirst: false } };
    case 'student_given':
      return { ...state, student: event.student, heldCode: null, view: state.heldCode === null ? homeOf(event.student) : { kind: 'saving' } };
    case 'entry_stored':
      return state.view.kind === 'saving' ? { ...state, view: { kind: 'entry', key: event.key } } : state;
    case 'attempt_started':
      return { ...state, sending: [...state.sending, event.key] };
    case 'attempt_ended':
      return { ...state, sending: state.sending.filter((key) => key !== event.key) };
    case 'entry_unsaved':
      return { ...state, heldCode: null, view: { kind: 'unsaved', answer: event.answer } };
    case 'entries_read':
      return withEntries(state, event.entries);
    case 'network_changed':
      return { ...state, isOnline: event.isOnline };
    case 'view_opened':
      return { ...state, view: event.view };
    case 'entry_opened':
      return { ...state, view: { kind: 'entry', key: event.key } };
    case 'view_closed':
      return { ...state, view: homeOf(state.student) };
  }
}

function homeOf(student: string | null, isFirst = false): View {
  return student === null ? { kind: 'first_time' } : { kind: 'ready', hasBadLink: false, isFirst };
}

/** An entry that was dismissed, here or in another tab, is no longer shown. */
function withEntries(state: AppState, entries: readonly QueuedEntry[]): AppState {
  const { view } = state;
  const isGone = view.kind === 'entry' && !entries.some(({ key }) => key === view.key) && state.entries.some(({ key }) => key === view.key);
  return { ...state, entries, view: isGone ? homeOf(state.student) : view };
}

/** Whether staff have switched off a key of this phone, the one that it has or one before. */
export function hasRevokedKey({ entries }: Pick<AppState, 'entries'>): boolean {
  return entries.some(({ state }) => state.kind === 'refused' && state.code === 'device_revoked');
}
