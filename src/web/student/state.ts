import type { Answer } from '../../client/offline/answer.ts';
import type { QueuedEntry } from '../../client/offline/ports.ts';
import type { CodeText } from '../../protocol/carried-code.ts';

/** What the student page knows and shows. One view at a time; the queue stands below most of them. */
export interface AppState {
  readonly view: View;
  /** Null until the first number was given. */
  readonly student: string | null;
  /** A code that was found before the student number was known. */
  readonly heldCode: CodeText | null;
  /** Server time until which it counts as scanned when it was; null while the server did not say so. */
  readonly placeUntilMs: number | null;
  readonly entries: readonly QueuedEntry[];
  /** Entries whose first attempt is under way. */
  readonly sending: readonly string[];
  /** False where the browser is sure that there is no network; true proves nothing. */
  readonly isOnline: boolean;
  readonly canStore: boolean;
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
export type OpenableView = 'scan' | 'type' | 'paste' | 'settings';

export interface SheetView {
  readonly kind: OpenableView;
}

export function isOpenable(view: View): view is SheetView {
  return view.kind === 'scan' || view.kind === 'type' || view.kind === 'paste' || view.kind === 'settings';
}

export type AppEvent =
  | { readonly type: 'opened'; readonly student: string | null; readonly entries: readonly QueuedEntry[] }
  | { readonly type: 'found_outdated' }
  | { readonly type: 'found_no_storage' }
  | { readonly type: 'code_found'; readonly code: CodeText }
  | { readonly type: 'place_kept'; readonly untilMs: number }
  | { readonly type: 'bad_link_found' }
  | { readonly type: 'student_given'; readonly student: string }
  | { readonly type: 'entry_stored'; readonly key: string }
  | { readonly type: 'attempt_started'; readonly key: string }
  | { readonly type: 'attempt_ended'; readonly key: string }
  | { readonly type: 'entry_unsaved'; readonly answer: Answer | null }
  | { readonly type: 'entries_read'; readonly entries: readonly QueuedEntry[] }
  | { readonly type: 'network_changed'; readonly isOnline: boolean }
  | { readonly type: 'view_opened'; readonly view: OpenableView }
  | { readonly type: 'entry_opened'; readonly key: string }
  | { readonly type: 'view_closed' };

export const initialState: AppState = {
  ...{ view: { kind: 'starting' }, student: null, heldCode: null, placeUntilMs: null, entries: [], sending: [] },
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
      return { ...state, view: { kind: event.view } };
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
