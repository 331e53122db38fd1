import type { Clock, RecordStore, SessionStore } from '../../attendance/ports.ts';
import type { Session } from '../../attendance/session.ts';
import { budgetMinutes, wrongCodeBudget } from '../../attendance/typed-tries.ts';
import type { LiveEvent, SessionView } from '../../protocol/schemas.ts';
import type { SessionState } from '../../protocol/words.ts';
import type { ClockJump } from '../clock-watch.ts';
import { clockJumpViewOf, recordViewOf, refusedAttemptViewOf, sessionViewOf } from '../http/present.ts';
import type { Bells } from './bells.ts';
import { feedLag, type LagPorts } from './lag.ts';

/** One reader of a session's changes and how far it has come. */
export interface Watcher {
  cursor: number;
  /** The session's state that it was told last; one that was told nothing yet is sent an event even when there is no change. */
  toldState: SessionState | undefined;
  /** How many wrong typed codes it was told of last; 0 where there was no alarm. */
  toldWrong: number;
  /** The newest jump of the server's clock that it was told of. */
  toldJump: ClockJump | null;
  isReady(): boolean;
  send(cursor: number, event: string): void;
}

export interface SessionFeed {
  add(watcher: Watcher): void;
  remove(watcher: Watcher): void;
  /** To be called when a watcher that was not ready has become so. */
  look(): void;
  readonly size: number;
  stop(): void;
}

export interface FeedPorts {
  readonly institutionId: number;
  readonly sessionId: string;
  readonly sessions: { byId(sessionId: string): Promise<Session | undefined> };
  readonly counts: Pick<SessionStore, 'countsOf'>;
  readonly records: Pick<RecordStore, 'changesAfter'>;
  readonly bells: Pick<Bells, 'listen'>;
  /** Wrong typed codes of everybody lately. */
  readonly wrongTyped: (nowMs: number) => number;
  /** The newest jump of the server's clock, while it is worth saying. */
  readonly clockJump: () => ClockJump | null;
  readonly clock: Clock;
  readonly monotonic: () => number;
  readonly noteLag: LagPorts['note'];
  readonly onError: (error: unknown) => void;
}

/** Rings within so long of a look are answered by one look. */
export const pauseMs = 100;
const maxChanges = 500;
const retryMs = 1_000;
/** Longer waits do not fit a timer. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Tells the watchers of one session what changed after their cursors. A bell only says "look"; what is told is read from the
 * store, once for all watchers that stand at the same cursor, and again at once while a chunk was not the last one.
 */
export function sessionFeed(ports: FeedPorts): SessionFeed {
  const { institutionId, sessionId, sessions, counts, records, clock } = ports;
  const watchers = new Set<Watcher>();
  let pending: NodeJS.Timeout | undefined;
  let boundary: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isAskedAgain = false;
  let isStopped = false;
  let lastLookMs = Number.NEGATIVE_INFINITY;
  const lag = feedLag({ clock, monotonic: ports.monotonic, note: ports.noteLag });
  const stopListening = ports.bells.listen(sessionId, (storedAtMs) => {
    lag.heard(storedAtMs);
    look();
  });

  function look(): void {
    if (isStopped) return;
    if (isLooking) isAskedAgain = true;
    else pending ??= setTimeout(() => void lookNow(), Math.max(0, Math.min(pauseMs, lastLookMs + pauseMs - clock())));
  }

  async function lookNow(): Promise<void> {
    pending = undefined;
    isLooking = true;
    isAskedAgain = false;
    lastLookMs = clock();
    lag.begin();
    let mayRetryMs: number | undefined;
    try {
      await tellAll();
    } catch (error) {
      ports.onError(error);
      mayRetryMs = retryMs;
    }
    isLooking = false;
    if (mayRetryMs !== undefined && !isStopped) pending ??= setTimeout(() => void lookNow(), mayRetryMs);
    else if (isAskedAgain) look();
  }

  async function tellAll(): Promise<void> {
    const session = await sessions.byId(sessionId);
    if (session === undefined) return;
    const nowMs = clock();
    const view = sessionViewOf(session, nowMs);
    wakeAtBoundary(session, nowMs);
    const alarm = alarmOf(view, ports.wrongTyped(nowMs));
    const wrong = alarm?.wrong_typed_codes ?? 0;
    const jump = ports.clockJump();
    const countsNow = await counts.countsOf(institutionId, sessionId);
    for (const [cursor, group] of groupByCursor(watchers)) {
      const changes = await records.changesAfter(institutionId, sessionId, cursor, maxChanges);
      const event: LiveEvent = {
        session: view,
        records: changes.records.map(recordViewOf),
        refused: changes.refused.map(refusedAttemptViewOf),
        removed: changes.removed.map(({ studentKey, seq }) => ({ student_id: studentKey, seq })),
        alarm,
        counts: countsNow,
        clock_jump: clockJumpViewOf(jump),
        cursor: changes.cursor,
        complete: changes.isComplete,
        restart: changes.isRestart,
      };
      const hasChanges = changes.cursor !== cursor || changes.isSessionChanged;
      const text = JSON.stringify(event);
      for (const watcher of group) {
        if (!watchers.has(watcher)) continue;
        const isTold = watcher.toldState === view.state && watcher.toldWrong === wrong && watcher.toldJump === jump;
        if (hasChanges || !isTold) watcher.send(changes.cursor, text);
        watcher.toldState = view.state;
        watcher.toldWrong = wrong;
        watcher.toldJump = jump;
        watcher.cursor = changes.cursor;
        if (!changes.isComplete) isAskedAgain = true;
      }
      lag.told(cursor, changes);
    }
  }

  /** A session opens and closes by time alone, without a bell. */
  function wakeAtBoundary(session: Session, nowMs: number): void {
    clearTimeout(boundary);
    const next = Math.min(...session.openings.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]).filter((atMs) => atMs > nowMs));
    if (!Number.isFinite(next) || isStopped) return;
    boundary = setTimeout(look, Math.min(next - nowMs + 1, maxTimerMs)).unref();
  }

  return {
    add: (watcher) => {
      watchers.add(watcher);
      look();
    },
    remove: (watcher) => void watchers.delete(watcher),
    look,
    get size() {
      return watchers.size;
    },
    stop: () => {
      isStopped = true;
      stopListening();
      clearTimeout(pending);
      clearTimeout(boundary);
    },
  };
}

/** Wrong codes name no session: every open one that takes typed codes is told. */
function alarmOf(session: SessionView, wrongTyped: number): LiveEvent['alarm'] {
  const isConcerned = session.state === 'open' && session.typed_enabled;
  return isConcerned && wrongTyped >= wrongCodeBudget ? { wrong_typed_codes: wrongTyped, minutes: budgetMinutes } : null;
}

/** A watcher whose socket is full waits; it is told all of it when it is ready. */
function groupByCursor(watchers: Iterable<Watcher>): ReadonlyMap<number, readonly Watcher[]> {
  const groups = new Map<number, Watcher[]>();
  for (const watcher of watchers) {
    if (watcher.isReady()) groups.set(watcher.cursor, [...(groups.get(watcher.cursor) ?? []), watcher]);
  }
  return groups;
}
