import type { ReadonlySignal } from '@preact/signals';

import type { Api, ApiFailure } from '../../client/api.ts';
import type { FeedPorts } from '../../client/live-feed.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { staffEn } from '../ui/messages/staff-en.ts';
import type { TimeWords } from '../ui/times.ts';
import type { Toasts } from '../ui/toasts.ts';
import type { Route } from './routes.ts';

/** All that the pages need from outside of themselves; `main.tsx` hands it in. */
export interface StaffContext {
  readonly api: Api;
  readonly feed: FeedPorts;
  readonly route: ReadonlySignal<Route>;
  /** Goes to a staff page; `replace` leaves no step back to this one. */
  readonly navigate: (path: string, how?: 'push' | 'replace') => void;
  /** The server does not know this browser (any more): to the sign-in page, and back afterwards. */
  readonly signedOut: () => void;
  /** Somebody signed out: to the sign-in page, with the other pages of this browser. */
  readonly leave: () => void;
  readonly toasts: Toasts;
  readonly times: TimeWords;
  readonly memory: Memory;
  /** Forgotten with the tab. */
  readonly tabMemory: Memory;
  readonly randomBytes: (length: number) => Bytes;
  /** Whether anybody can see the page: false in another tab, behind the lock screen, and asleep. */
  readonly isPageVisible: ReadonlySignal<boolean>;
  /** Calls back when the page goes, for good or into the browser's cache; answers how to stop. */
  readonly onLeave: (run: () => void) => () => void;
  /** Counts on and is never set. */
  readonly monotonicNow: () => number;
  /** The browser's wall clock: only for what a person compares with a watch. */
  readonly wallNow: () => number;
  readonly random: () => number;
  readonly subtle: SubtleCrypto | undefined;
  readonly after: (run: () => void, ms: number) => () => void;
  /** Calls back when the page is seen again or the network is said to be there; answers how to stop. */
  readonly onWake: (run: () => void) => () => void;
}

/** What a browser remembers between visits; it forgets silently where storage is forbidden. */
export interface Memory {
  recall(key: string): string | null;
  remember(key: string, text: string): void;
}

export function isSignedOut(failure: ApiFailure): boolean {
  return failure.kind === 'refused' && (failure.code === 'auth_required' || failure.code === 'invalid_token');
}

/** A failure in words for people. */
export function wordsOf(failure: ApiFailure): string {
  if (failure.kind === 'unreachable') return staffEn.failures.network;
  const known: Readonly<Record<string, string>> = staffEn.failures;
  return known[failure.code] ?? failure.reason;
}

/** Says what went wrong, or leads to the sign-in page. */
export function reportFailure({ toasts, signedOut }: StaffContext, failure: ApiFailure): void {
  if (isSignedOut(failure)) signedOut();
  else toasts.say(wordsOf(failure), 'bad');
}
