import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SessionChanges } from '../../attendance/ports.ts';
import type { StoredRecord } from '../../attendance/record.ts';
import { feedLag } from './lag.ts';

/** A feed's lag on clocks that the test moves. */
function setUp() {
  const now = { ms: 1_000_000 };
  const noted: (readonly [stored: string, seconds: number])[] = [];
  const lag = feedLag({ clock: () => now.ms, monotonic: () => now.ms, note: (stored, seconds) => void noted.push([stored, seconds]) });
  const tell = (cursor: number, reached: number, ...receivedAtMs: readonly number[]) => {
    const records = receivedAtMs.map((ms) => ({ receivedAtMs: ms }) as StoredRecord);
    lag.told(cursor, { records, refused: [], removed: [], isSessionChanged: false, cursor: reached, isComplete: true, isRestart: false } satisfies SessionChanges);
  };
  const begin = () => {
    lag.begin();
    tell(0, 5, 1);
    now.ms += 60_000;
  };
  return { now, noted, lag, tell, begin };
}

test('what this node stored counts from the first commit that a look tells', () => {
  const { now, noted, lag, tell, begin } = setUp();
  begin();
  for (let rings = 0; rings < 3; rings++) {
    lag.heard(now.ms);
    now.ms += 30;
  }
  lag.begin();
  now.ms += 10;
  tell(5, 8, now.ms);
  assert.deepEqual(noted, [['here', 0.1]]);
});

test('a reader that begins, and one that lags behind the others, are told what is old', () => {
  const { now, noted, lag, tell, begin } = setUp();
  begin();
  lag.heard(now.ms);
  lag.begin();
  tell(0, 6, now.ms);
  tell(3, 6, now.ms);
  assert.deepEqual(noted, []);
  now.ms += 50;
  tell(5, 6, now.ms);
  assert.deepEqual(noted, [['here', 0.05]]);
});

test('what another node stored counts from its receipt, and a look after a ring of this node knows nothing of earlier ones', () => {
  const { now, noted, lag, tell, begin } = setUp();
  begin();
  const receivedAtMs = now.ms;
  lag.heard(undefined);
  now.ms += 250;
  lag.begin();
  tell(5, 6, receivedAtMs - 40_000, receivedAtMs);
  assert.deepEqual(noted, [['elsewhere', 0.25]]);
});

test('a decision of staff about an old record, and a look that finds nothing, say nothing', () => {
  const { now, noted, lag, tell, begin } = setUp();
  begin();
  const receivedAtMs = now.ms;
  lag.begin();
  tell(5, 6, receivedAtMs);
  now.ms += 10_000;
  lag.heard(undefined);
  lag.begin();
  tell(6, 7, receivedAtMs);
  lag.heard(now.ms);
  lag.begin();
  tell(7, 7);
  now.ms += 10_000;
  lag.begin();
  tell(7, 8);
  assert.deepEqual(noted, []);
});
