import type { DisplayReportBody } from '../protocol/display-schemas.ts';
import type { ReplyOf } from '../protocol/endpoints.ts';
import type { Result } from '../protocol/result.ts';
import type { ApiFailure } from './api.ts';
import { emptyLog, isBackwards, lastReportOf, look, reportedThrough, reportOf, type DisplayLog, type EpochRange, type EpochReport } from './display-log.ts';
import { parseKept, type KeptReports, type OldReport } from './kept-reports.ts';

/** What a display is called and whether its code is hidden; staff set both, here or from elsewhere. */
export interface DisplayState {
  readonly name: string;
  readonly isHidden: boolean;
  readonly isTypedShown: boolean;
}

export interface DisplayReporterPorts {
  readonly send: (displayId: string, body: DisplayReportBody, how: 'stays' | 'leaves') => Promise<Result<ReplyOf<'reportDisplay'>, ApiFailure>>;
  /** 22 letters: base64url of 16 random bytes. */
  readonly newId: () => string;
  readonly monotonicNow: () => number;
  readonly after: (run: () => void, ms: number) => () => void;
  /** What was kept before, where the display comes back; it forgets where there is no storage. */
  readonly recall: () => string | null;
  readonly keep: (text: string) => void;
  readonly state: () => DisplayState;
  /** There is no code to hide at the moment: orders are fetched less often. */
  readonly isIdle: () => boolean;
  /** Staff hide or show the code from elsewhere. */
  readonly onOrder: (hide: boolean) => void;
}

export interface DisplayReporter {
  /** This epoch runs, and its code is to be seen or not; called whenever either may have changed. */
  look(epoch: number, isShown: boolean): void;
  /** Reports soon: name or hiding changed, or the network came back. */
  wake(): void;
  /** The display goes: all that is known, with a last word, at once. Resolves when the server answered, or cannot. */
  leave(): Promise<void>;
  stop(): void;
}

/** A moment in which what changes together becomes one report. */
const gatherMs = 250;
/** Reports are at least so far apart, however short the epochs. */
const shortestGapMs = 1_500;
/** An order is fetched at least so often. */
const heartbeatMs = 4_000;
const idleHeartbeatMs = 15_000;
const longestWaitMs = 15_000;

/** Sends what a display showed, in order, and keeps it until the server has it. */
export function displayReporter(ports: DisplayReporterPorts): DisplayReporter {
  const { send, newId, monotonicNow, after, keep, state, isIdle, onOrder } = ports;
  let displayId = newId();
  let log: DisplayLog = emptyLog;
  let old: readonly OldReport[] = leftOver(parseKept(ports.recall()));
  let toldState = '';
  let obeyedOrder = 0;
  let failures = 0;
  let sentAtMs = Number.NEGATIVE_INFINITY;
  let isSending = false;
  let isStopped = false;
  let cancel = (): void => undefined;

  function save(): void {
    keep(JSON.stringify({ displayId, log, old } satisfies KeptReports));
  }

  function hasNews(): boolean {
    return old.length > 0 || reportOf(log) !== null || toldState !== JSON.stringify(state());
  }

  function plan(): void {
    cancel();
    if (isStopped || isSending) return;
    const dueMs = sentAtMs + waitMs() - monotonicNow();
    cancel = after(() => void pump(), Math.max(hasNews() ? gatherMs : 0, dueMs));
  }

  function waitMs(): number {
    if (failures > 0) return Math.min(longestWaitMs, heartbeatMs * 2 ** (failures - 1));
    if (hasNews()) return shortestGapMs;
    return isIdle() ? idleHeartbeatMs : heartbeatMs;
  }

  async function pump(): Promise<void> {
    cancel();
    isSending = true;
    sentAtMs = monotonicNow();
    const first = old[0];
    const told = JSON.stringify(state());
    const report = first === undefined ? reportOf(log) : first.report;
    const id = first?.displayId ?? displayId;
    const reply = await send(id, bodyOf(state(), report, first?.isLast ?? false), 'stays');
    isSending = false;
    if (!reply.ok) {
      failures++;
      // What the server will never take is not sent for ever.
      if (first !== undefined && reply.failure.kind === 'refused' && reply.failure.code === 'malformed') drop(first);
      return plan();
    }
    failures = 0;
    if (first !== undefined) {
      drop(first);
    } else if (id === displayId) {
      toldState = told;
      if (report !== null) log = reportedThrough(log, report.known[1]);
      obey(reply.value);
    }
    save();
    plan();
  }

  function obey({ hide, order_seq: seq }: ReplyOf<'reportDisplay'>): void {
    if (hide === null || seq <= obeyedOrder) return;
    obeyedOrder = seq;
    onOrder(hide);
  }

  function drop(done: OldReport): void {
    old = old.filter((each) => each !== done);
  }

  /** What was known so far becomes reports of their own, and another log begins. */
  function putAway(isLast: boolean): void {
    for (let report = reportOf(log); report !== null; report = reportOf(log)) {
      log = reportedThrough(log, report.known[1]);
      old = [...old, { displayId, report, isLast: false }];
    }
    if (isLast) old = [...old, { displayId, report: lastReportOf(log), isLast }];
    log = emptyLog;
  }

  // The server learns of a display before that shows anything.
  void pump();

  return {
    look(epoch, isShown) {
      const before = log;
      if (isBackwards(log, epoch)) putAway(false);
      log = look(log, epoch, isShown);
      if (JSON.stringify(before) === JSON.stringify(log)) return;
      save();
      plan();
    },
    wake() {
      failures = 0;
      plan();
    },
    async leave() {
      cancel();
      putAway(true);
      save();
      const told = old.map(async (each) => {
        const { ok } = await send(each.displayId, bodyOf(state(), each.report, each.isLast), 'leaves');
        if (!ok) return;
        drop(each);
        save();
      });
      // A page that is shown again after all is another display.
      displayId = newId();
      toldState = '';
      obeyedOrder = 0;
      await Promise.all(told);
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}

/** A page that was killed said no last word: it may be a copy of a tab that lives, so nobody says it in its place. */
function leftOver(kept: KeptReports | undefined): readonly OldReport[] {
  if (kept === undefined) return [];
  const report = reportOf(kept.log);
  return report === null ? kept.old : [...kept.old, { displayId: kept.displayId, report, isLast: false }];
}

function bodyOf({ name, isHidden, isTypedShown }: DisplayState, report: EpochReport | null, isLast: boolean): DisplayReportBody {
  return {
    ...(name === '' ? {} : { name }),
    known: report === null ? null : plain(report.known),
    shown: report === null ? [] : report.shown.map(plain),
    ...{ typed_shown: isTypedShown, hidden: isHidden },
    ...(isLast ? { is_last: true } : {}),
  };
}

function plain([first, last]: EpochRange): number[] {
  return [first, last];
}
