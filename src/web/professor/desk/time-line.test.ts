import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { timeLineOf } from './time-line.ts';

const at = (clock: string, day = '02') => `2026-03-${day}T${clock}Z`;
const session = { starts_at: at('09:00:00'), closes_at: at('10:00:00'), late_after_minutes: 10 };
const bounded = (before: string | null, after: string, received = after) => ({ not_before: before, not_after: { at: after, by: 'arrival' as const }, received_at: received });

test('the session lies in the middle of the line, with room before and after', () => {
  const line = timeLineOf(session, bounded(at('09:30:00'), at('09:30:00')));
  assert.ok(line.opensAt > 0.1 && line.opensAt < 0.15);
  assert.equal(line.closesAt, 1 - line.opensAt);
  assert.ok(line.lateAt! > line.opensAt && line.lateAt! < line.closesAt);
  assert.equal(line.interval.from, 0.5);
});

test('an interval within the line is closed on both sides', () => {
  const { interval, arrival } = timeLineOf(session, bounded(at('09:03:10'), at('09:41:02')));
  assert.ok(interval.from < interval.to);
  assert.deepEqual([interval.isOpenBefore, interval.isOpenAfter], [false, false]);
  assert.deepEqual(arrival, { at: interval.to, isPastEdge: false });
});

test('what ends a day later runs past the edge, and so does its arrival', () => {
  const { interval, arrival } = timeLineOf(session, bounded(at('09:03:10'), at('08:00:00', '03')));
  assert.deepEqual([interval.to, interval.isOpenAfter], [1, true]);
  assert.deepEqual(arrival, { at: 1, isPastEdge: true });
});

test('a static code says nothing of the beginning, so the interval is open there', () => {
  const { interval } = timeLineOf(session, bounded(null, at('09:41:02')));
  assert.deepEqual([interval.from, interval.isOpenBefore], [0, true]);
});

test('a late mark that no student can meet is not drawn', () => {
  assert.equal(timeLineOf({ ...session, late_after_minutes: 90 }, bounded(null, at('09:30:00'))).lateAt, null);
  assert.equal(timeLineOf({ ...session, late_after_minutes: null }, bounded(null, at('09:30:00'))).lateAt, null);
});

test('whatever the instants are, every place lies on the line and no interval runs backwards', () => {
  const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }).map((date) => date.toISOString());
  fc.assert(
    fc.property(instant, instant, fc.option(instant), instant, (starts, closes, before, after) => {
      const { opensAt, closesAt, interval, arrival } = timeLineOf({ starts_at: starts, closes_at: closes, late_after_minutes: null }, bounded(before, after));
      for (const place of [opensAt, closesAt, interval.from, interval.to, arrival.at]) assert.ok(place >= 0 && place <= 1);
      assert.ok(interval.from <= interval.to);
      assert.ok(opensAt < closesAt);
    }),
  );
});
