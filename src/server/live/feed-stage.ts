import { mock, type TestContext } from 'node:test';

import { defaultPolicy } from '../../attendance/policy.ts';
import type { RecordStore } from '../../attendance/ports.ts';
import type { Session } from '../../attendance/session.ts';
import type { LiveEvent } from '../../protocol/schemas.ts';
import type { ClockJump } from '../clock-watch.ts';
import { bells } from './bells.ts';
import { sessionFeed, type Watcher } from './feed.ts';
import type { Frame } from './frame.ts';

/** What tests of a feed stand on: a session of 10 s, a clock and timers that the test moves, and watchers that keep what they are sent. */

const session = {
  ...{ institutionId: 1, sessionId: 's', tag: '00', course: 'Networks', durationMinutes: 20, identity: 'open', rotationSeconds: 0, graceSeconds: 10 },
  ...{ startsAtMs: 10_000, lateAfterMinutes: null, typedOffSinceMs: null, openings: [{ fromMs: 10_000, untilMs: 20_000 }], wrappedSecret: new Uint8Array(), createdAtMs: 0 },
  ...{ checks: [], policy: defaultPolicy },
} as const satisfies Session;

export interface Seen extends Watcher {
  readonly events: LiveEvent[];
  readonly frames: Frame[];
  isFull: boolean;
}

export function watcherAt(cursor: number): Seen {
  const events: LiveEvent[] = [];
  const watcher: Seen = {
    ...{ cursor, told: undefined, events, frames: [], isFull: false },
    isReady: () => !watcher.isFull,
    send: (frame) => {
      watcher.frames.push(frame);
      events.push(eventOf(frame));
    },
  };
  return watcher;
}

/** What a frame says, as a reader of the stream takes it. */
function eventOf({ plain }: Frame): LiveEvent {
  return JSON.parse(/^id: \d+\ndata: (.*)\n\n$/.exec(plain.toString())![1]!) as LiveEvent;
}

export function feedOver(context: TestContext, changesAfter: RecordStore['changesAfter']) {
  mock.timers.enable({ apis: ['setTimeout'] });
  let nowMs = 12_000;
  context.after(() => mock.timers.reset());
  const aside = { wrongTyped: 0, jump: null as ClockJump | null };
  const bell = bells();
  const errors: unknown[] = [];
  const newFeed = () =>
    sessionFeed({
      ...{ institutionId: 1, sessionId: 's', sessions: { byId: async () => session }, records: { changesAfter }, bells: bell, clock: () => nowMs, monotonic: () => nowMs },
      noteLag: () => undefined,
      wrongTyped: () => aside.wrongTyped,
      clockJump: () => aside.jump,
      onError: (error) => void errors.push(error),
    });
  const pass = async (ms: number) => {
    nowMs += ms;
    mock.timers.tick(ms);
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => void setImmediate(resolve));
  };
  return { aside, bell, newFeed, errors, pass };
}
