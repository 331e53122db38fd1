import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { makeSession, nineMs } from '../../tests/support/attendance.ts';
import { closedAt, closesAtMs, extendedBy, isOpenAt, reopenedAt, stateAt } from './session.ts';

const minute = 60_000;
const session = makeSession({ durationMinutes: 20 });

test('a session is open from its start to just before its end', () => {
  const states = [-1, 0, 20 * minute - 1, 20 * minute].map((sinceStartMs) => stateAt(session, nineMs + sinceStartMs));
  assert.deepEqual(states, ['scheduled', 'open', 'open', 'closed']);
});

test('closing ends it now, and closing again changes nothing', () => {
  const closed = { ...session, openings: closedAt(session, nineMs + 5 * minute) };
  assert.equal(stateAt(closed, nineMs + 5 * minute), 'closed');
  assert.equal(stateAt(closed, nineMs + 5 * minute - 1), 'open');
  assert.deepEqual(closedAt(closed, nineMs + 9 * minute), closed.openings);
});

test('a session that is closed before it starts never opens', () => {
  const closed = { ...session, openings: closedAt(session, nineMs - minute) };
  for (const sinceStartMs of [-minute, 0, 5 * minute]) assert.equal(isOpenAt(closed, nineMs + sinceStartMs), false);
  assert.equal(stateAt(closed, nineMs), 'closed');
});

test('a session that is reopened stays closed for the time between', () => {
  const closed = { ...session, openings: closedAt(session, nineMs + 5 * minute) };
  const reopened = { ...closed, openings: reopenedAt(closed, nineMs + 30 * minute, 10) };
  const open = [4, 5, 29, 30, 39, 40].map((minutes) => isOpenAt(reopened, nineMs + minutes * minute));
  assert.deepEqual(open, [true, false, false, true, true, false]);
  assert.equal(closesAtMs(reopened), nineMs + 40 * minute);
});

test('extending moves the end and nothing else', () => {
  const longer = { ...session, openings: extendedBy(session, 5) };
  assert.equal(closesAtMs(longer), nineMs + 25 * minute);
  assert.equal(longer.openings[0]!.fromMs, nineMs);
});

test('whatever staff do in whatever order, openings are in order and never overlap, and after a close it is closed', () => {
  const steps = fc.array(fc.record({ action: fc.constantFrom('close', 'extend', 'reopen'), afterMs: fc.nat(90 * minute), minutes: fc.integer({ min: 1, max: 60 }) }), { maxLength: 12 });
  fc.assert(
    fc.property(steps, (actions) => {
      let now = nineMs - 30 * minute;
      let any = session;
      for (const { action, afterMs, minutes } of actions) {
        now += afterMs;
        if (action === 'close') any = { ...any, openings: closedAt(any, now) };
        else if (action === 'extend' && stateAt(any, now) !== 'closed') any = { ...any, openings: extendedBy(any, minutes) };
        else if (action === 'reopen') any = { ...any, openings: reopenedAt({ ...any, openings: closedAt(any, now) }, now, minutes) };
        if (action === 'close') assert.equal(stateAt(any, now), 'closed');
        if (action === 'reopen') assert.equal(stateAt(any, now), now < session.startsAtMs ? 'scheduled' : 'open');
        for (const [index, { fromMs, untilMs }] of any.openings.entries()) {
          assert.ok(fromMs <= untilMs);
          assert.ok(index === 0 || any.openings[index - 1]!.untilMs <= fromMs);
        }
      }
    }),
  );
});
