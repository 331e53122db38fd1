import { slidingCount } from './sliding-count.ts';

/**
 * How often somebody may type a wrong code. A wrong code names no session, so tries are counted over all sessions that are
 * open, by the device that signed and by the student number. The network's address is no key: a whole campus may share one.
 */
export interface TypedTries {
  /**
   * Asks for one try. Until it is settled it stands for a wrong one, so that many at once do not pass together. A device that
   * typed nothing wrong itself never waits for what others typed under the same number: nobody can lock a classmate out.
   */
  begin(typist: Typist, nowMs: number): TypedTry;
  /** What came of a try on another node: it counts here as well. */
  noteElsewhere(tried: TriedCode): void;
  /** Wrong typed codes of everybody within the last `budgetMinutes`. */
  wrongLately(nowMs: number): number;
  /** How many of whom are remembered. */
  readonly size: number;
}

export interface Typist {
  readonly studentKey: string;
  /** Null without a device. */
  readonly deviceId: string | null;
}

export type TypedTry =
  | { readonly isAllowed: false; readonly waitMs: number }
  | { readonly isAllowed: true; readonly settle: (outcome: TypedOutcome, nowMs: number) => void };

/** `neither`: nothing was learnt about the code. */
export type TypedOutcome = 'right' | 'wrong' | 'neither';

export interface TriedCode {
  readonly outcome: Exclude<TypedOutcome, 'neither'>;
  /** What it counts for: the student, and the device where there is one. */
  readonly keys: readonly string[];
  readonly atMs: number;
}

export const freeTries = 5;
export const firstWaitMs = 30_000;
export const longestWaitMs = 15 * 60_000;
/** After so long without a wrong code a student begins anew. */
export const forgetMs = 60 * 60_000;
/** More wrong codes than this within the window raise an alarm; they never block anybody. */
export const wrongCodeBudget = 200;
export const budgetMinutes = 10;

/** How long somebody waits who is told to while tries of theirs are under way. */
const underWayMs = 1_000;
/** Students and devices that are remembered; the one that was longest away is forgotten first. */
const maxRememberedByDefault = 20_000;
const alarmStep = 10;

interface Tries {
  wrong: number;
  underWay: number;
  waitsUntilMs: number;
  lastWrongMs: number;
}

export interface TypedTriesWish {
  /** Called when the budget is used up, and now and then as it goes on. */
  readonly onOverBudget?: () => void;
  /** Called after each try of this node that the others have to know of. */
  readonly onTried?: (tried: TriedCode) => void;
  readonly maxRemembered?: number;
}

export function typedTries({ onOverBudget, onTried, maxRemembered = maxRememberedByDefault }: TypedTriesWish = {}): TypedTries {
  const known = new Map<string, Tries>();
  const wrongCodes = slidingCount(budgetMinutes * 60_000);

  function triesOf(key: string, nowMs: number): Tries {
    const found = known.get(key);
    const isStale = found !== undefined && found.underWay === 0 && nowMs - found.lastWrongMs >= forgetMs;
    const tries = found === undefined || isStale ? { wrong: 0, underWay: 0, waitsUntilMs: 0, lastWrongMs: nowMs } : found;
    known.delete(key);
    known.set(key, tries);
    if (known.size > maxRemembered) known.delete(known.keys().next().value!);
    return tries;
  }

  function countWrong(nowMs: number): void {
    wrongCodes.add(nowMs);
    const over = wrongCodes.total(nowMs) - wrongCodeBudget;
    if (over >= 0 && over % alarmStep === 0) onOverBudget?.();
  }

  function begin({ studentKey, deviceId }: Typist, nowMs: number): TypedTry {
    const ofStudent = [`student ${studentKey}`, triesOf(`student ${studentKey}`, nowMs)] as const;
    const ofDevice = deviceId === null ? undefined : ([`device ${deviceId}`, triesOf(`device ${deviceId}`, nowMs)] as const);
    const counted = ofDevice === undefined ? [ofStudent] : [ofStudent, ofDevice];
    const isUnblemished = ofDevice !== undefined && ofDevice[1].wrong === 0 && ofDevice[1].underWay === 0;
    const waitMs = Math.max(...(isUnblemished ? [] : counted).map(([, tries]) => waitOf(tries, nowMs)), 0);
    if (waitMs > 0) return { isAllowed: false, waitMs };

    for (const [, tries] of counted) tries.underWay++;
    let isSettled = false;
    return {
      isAllowed: true,
      settle(outcome, atMs) {
        if (isSettled) return;
        isSettled = true;
        if (outcome === 'wrong') countWrong(atMs);
        const wasBlemished = counted.some(([, { wrong }]) => wrong > 0);
        for (const [key, tries] of counted) {
          tries.underWay--;
          settleOne(tries, outcome, atMs);
          forgetUnblemished(key, tries);
        }
        if (outcome === 'wrong' || (outcome === 'right' && wasBlemished)) onTried?.({ outcome, keys: counted.map(([key]) => key), atMs });
      },
    };
  }

  function noteElsewhere({ outcome, keys, atMs }: TriedCode): void {
    if (outcome === 'wrong') countWrong(atMs);
    for (const key of keys) {
      const tries = triesOf(key, atMs);
      settleOne(tries, outcome, atMs);
      forgetUnblemished(key, tries);
    }
  }

  function forgetUnblemished(key: string, tries: Tries): void {
    if (tries.wrong === 0 && tries.underWay === 0 && known.get(key) === tries) known.delete(key);
  }

  return {
    begin,
    noteElsewhere,
    wrongLately: (nowMs) => wrongCodes.total(nowMs),
    get size() {
      return known.size;
    },
  };
}

function waitOf({ wrong, underWay, waitsUntilMs }: Tries, nowMs: number): number {
  if (nowMs < waitsUntilMs) return waitsUntilMs - nowMs;
  return underWay >= Math.max(1, freeTries - wrong) ? underWayMs : 0;
}

function settleOne(tries: Tries, outcome: TypedOutcome, nowMs: number): void {
  if (outcome === 'neither') return;
  if (outcome === 'right') {
    tries.wrong = 0;
    tries.waitsUntilMs = 0;
    return;
  }
  tries.wrong++;
  tries.lastWrongMs = nowMs;
  const doublings = tries.wrong - freeTries;
  if (doublings >= 0) tries.waitsUntilMs = nowMs + Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(doublings, 20));
}
