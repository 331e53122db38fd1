import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { emptyLog, isBackwards, lastReportOf, look, reportedThrough, reportOf, type DisplayLog, type EpochReport } from './display-log.ts';

const after = (...looks: readonly (readonly [epoch: number, isShown: boolean])[]): DisplayLog =>
  looks.reduce((log, [epoch, isShown]) => look(log, epoch, isShown), emptyLog);

test('an epoch that is seen is said at once, and one that is hidden when it is over', () => {
  assert.deepEqual(reportOf(after([7, true])), { known: [7, 7], shown: [[7, 7]] });
  assert.equal(reportOf(after([7, false])), null);
  assert.deepEqual(reportOf(after([7, false], [8, false])), { known: [7, 7], shown: [] });
});

test('a code that was to be seen for a part of its epoch was shown', () => {
  assert.deepEqual(reportOf(after([7, false], [7, true], [7, false], [8, false])), { known: [7, 7], shown: [[7, 7]] });
});

test('three epochs seen, two hidden and one seen are said as they were', () => {
  const log = after([3, true], [4, true], [5, true], [6, false], [7, false], [8, true]);
  assert.deepEqual(reportOf(log), { known: [3, 8], shown: [[3, 5], [8, 8]] });
});

test('epochs that passed while the display slept are known and were not shown', () => {
  assert.deepEqual(reportOf(after([3, true], [60, true])), { known: [3, 60], shown: [[3, 3], [60, 60]] });
});

test('what the server has is not said again, and what came meanwhile is', () => {
  const log = reportedThrough(after([3, true], [4, true], [5, true]), 4);
  assert.deepEqual(reportOf(log), { known: [5, 5], shown: [[5, 5]] });
  const all = reportedThrough(log, 5);
  assert.equal(reportOf(all), null);
  assert.equal(reportOf(look(all, 5, true)), null);
  assert.deepEqual(reportOf(look(all, 6, true)), { known: [6, 6], shown: [[6, 6]] });
});

test('the last word is of the epoch that runs, seen or not', () => {
  assert.deepEqual(lastReportOf(reportedThrough(after([3, true], [4, false]), 3)), { known: [4, 4], shown: [] });
  assert.deepEqual(lastReportOf(reportedThrough(after([3, true], [4, true]), 4)), { known: [4, 4], shown: [[4, 4]] });
  assert.equal(lastReportOf(emptyLog), null);
});

test('before the session starts there is no epoch, and a display that looks knows none', () => {
  assert.deepEqual(after([-12, false], [-1, false]), emptyLog);
});

test('more ranges than one report holds are said in two', () => {
  const log = after(...Array.from({ length: 500 }, (_, epoch) => [epoch, epoch % 2 === 0] as const));
  const first = reportOf(log)!;
  assert.equal(first.shown.length, 200);
  assert.deepEqual(first.known, [0, 398]);
  assert.deepEqual(reportOf(reportedThrough(log, 398))?.known, [399, 498]);
});

test('a clock that went back is noticed', () => {
  assert.equal(isBackwards(emptyLog, 0), false);
  assert.equal(isBackwards(after([5, true]), 5), false);
  assert.equal(isBackwards(after([5, true]), 4), true);
});

type Step =
  | { readonly kind: 'look'; readonly ahead: number; readonly isShown: boolean }
  /** A report leaves; the server gets it or not, and the display learns of it or not, after some looks more. */
  | { readonly kind: 'send'; readonly fate: 'acknowledged' | 'answer_lost' | 'lost' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('look' as const), ahead: fc.oneof(fc.constantFrom(0, 1), fc.nat(9)), isShown: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('send' as const), fate: fc.constantFrom('acknowledged', 'answer_lost', 'lost') }) },
);

test('whatever is lost on the way, the server ends with exactly what was shown, and acknowledged epochs are said once', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.array(step, { maxLength: 400 }), (start, steps) => {
      const seen = new Set<number>();
      const server = { known: new Set<number>(), shown: new Set<number>() };
      const acknowledged = new Set<number>();
      let log = look(emptyLog, start, false);
      let now = start;

      const take = ({ known: [first, last], shown }: EpochReport): void => {
        assert.ok(shown.length <= 200);
        for (let epoch = first; epoch <= last; epoch++) server.known.add(epoch);
        for (const [from, through] of shown) for (let epoch = from; epoch <= through; epoch++) server.shown.add(epoch);
      };
      const send = (fate: 'acknowledged' | 'answer_lost' | 'lost'): boolean => {
        const report = reportOf(log);
        if (report === null) return false;
        for (let epoch = report.known[0]; epoch <= report.known[1]; epoch++) assert.ok(!acknowledged.has(epoch), 'said again');
        assert.ok(report.known[1] < now || seen.has(now), 'an epoch that may be shown yet');
        if (fate !== 'lost') take(report);
        if (fate !== 'acknowledged') return true;
        for (let epoch = report.known[0]; epoch <= report.known[1]; epoch++) acknowledged.add(epoch);
        log = reportedThrough(log, report.known[1]);
        return true;
      };

      for (const each of steps) {
        if (each.kind === 'send') {
          send(each.fate);
          continue;
        }
        now += each.ahead;
        if (each.isShown) seen.add(now);
        // A page keeps it as text where a reload finds it.
        log = JSON.parse(JSON.stringify(look(log, now, each.isShown))) as DisplayLog;
      }
      while (send('acknowledged'));
      take(lastReportOf(log)!);
      assert.deepEqual([...server.known].sort((a, b) => a - b), Array.from({ length: now - start + 1 }, (_, index) => start + index));
      assert.deepEqual(server.shown, seen);
    }),
    { numRuns: 300 },
  );
});
