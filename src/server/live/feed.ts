import type { Clock, RecordStore, SessionChanges } from '../../attendance/ports.ts';
import type { Session } from '../../attendance/session.ts';
import { budgetMinutes, wrongCodeBudget } from '../../attendance/typed-tries.ts';
import type { LiveEvent, SessionView } from '../../protocol/schemas.ts';
import type { ClockJump } from '../clock-watch.ts';
import { clockJumpViewOf, recordViewOf, refusedAttemptViewOf, sessionViewOf } from '../http/present.ts';
import type { Bells } from './bells.ts';
import { frameOf, type Frame } from './frame.ts';
import { feedLag, type LagPorts } from './lag.ts';
import { emptyTally } from './tally.ts';

/** One reader of a session's changes and how far it has come. */
export interface Watcher {
  cursor: number;
  /** What it was told last besides changes; one that was told nothing yet is sent an event even when there is no change. */
  told: string | undefined;
  isReady(): boolean;
  send(event: Frame): void;
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
/** Places that one look reads from; readers who come back in great number, each at a place of their own, take turns. */
const maxPlaces = 20;
const retryMs = 1_000;
/** Longer waits do not fit a timer. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Tells the watchers of one session what changed after their cursors. A bell only says "look"; what is told is read from the
 * store, made into bytes once for all watchers that stand at the same cursor, and looked for again at once while a chunk was not the
 * last one. Watchers that follow stand where the feed does, at the newest change; the others catch up from where they are.
 */
export function sessionFeed(ports: FeedPorts): SessionFeed {
  const { institutionId, sessionId, sessions, clock } = ports;
  const watchers = new Set<Watcher>();
  const tally = emptyTally();
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
    const newest = await readNewest();
    const aside = { alarm: alarmOf(view, ports.wrongTyped(nowMs)), counts: tally.counts, clock_jump: clockJumpViewOf(ports.clockJump()) };
    const told = JSON.stringify({ ...view, server_now: undefined, ...aside });
    const places = watchersByCursor(watchers);
    if (places.length > maxPlaces) isAskedAgain = true;
    for (const [cursor, those] of places.slice(0, maxPlaces)) {
      const changes = cursor === newest.after ? newest.changes : await changesAfter(cursor);
      if (!changes.isComplete) isAskedAgain = true;
      const isChange = changes.cursor !== cursor || changes.isSessionChanged;
      let frame: Frame | undefined;
      for (const watcher of those) {
        if (!watchers.has(watcher)) continue;
        if (isChange || watcher.told !== told) watcher.send((frame ??= frameOf(textOf({ session: view, ...aside }, changes))));
        watcher.told = told;
        watcher.cursor = changes.cursor;
      }
      lag.told(cursor, changes);
    }
  }

  /** Counts all that happened since the look before. Answers the changes that those who follow have to be told next. */
  async function readNewest(): Promise<{ readonly after: number; readonly changes: SessionChanges }> {
    const after = tally.cursor;
    const changes = await changesAfter(after);
    tally.add(changes);
    for (let more = changes; !more.isComplete; tally.add(more)) {
      // A store in this process answers at once, and others wait for the event loop too.
      await new Promise((resolve) => void setImmediate(resolve));
      more = await changesAfter(tally.cursor);
    }
    return { after, changes };
  }

  function changesAfter(cursor: number): Promise<SessionChanges> {
    return ports.records.changesAfter(institutionId, sessionId, cursor, maxChanges);
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

type Aside = Pick<LiveEvent, 'session' | 'alarm' | 'counts' | 'clock_jump'>;

/** An event as it stands in the stream (WHATWG HTML §9.2.6). */
function textOf(aside: Aside, { records, refused, removed, cursor, isComplete, isRestart }: SessionChanges): string {
  const event: LiveEvent = {
    ...aside,
    records: records.map(recordViewOf),
    refused: refused.map(refusedAttemptViewOf),
    removed: removed.map(({ studentKey, seq }) => ({ student_id: studentKey, seq })),
    cursor,
    complete: isComplete,
    restart: isRestart,
  };
  return `id: ${cursor}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Those who follow first. A watcher whose socket is full waits; it is told all of it when it is ready. */
function watchersByCursor(watchers: Iterable<Watcher>): readonly (readonly [cursor: number, those: readonly Watcher[]])[] {
  const places = new Map<number, Watcher[]>();
  for (const watcher of watchers) {
    if (!watcher.isReady()) continue;
    const those = places.get(watcher.cursor);
    if (those === undefined) places.set(watcher.cursor, [watcher]);
    else those.push(watcher);
  }
  return [...places].sort(([left], [right]) => right - left);
}
