import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { makeSession, nineMs, openHall } from '../../tests/support/attendance.ts';
import { tokenOf } from '../../tests/support/codes.ts';
import { envelopeOf, makeDevice } from '../../tests/support/crypto.ts';
import { epochStartMs } from '../protocol/code-window.ts';
import { standingOfGrade, ways } from '../protocol/words.ts';
import { admit, judge, notBeforeMs, rhythmOf, type Facts, type Scan } from './evidence.ts';

/** Whatever a queue, a device, a claim, a display and staff can bring together, possible or not. */
const template = makeSession();
const dayMs = 86_400_000;
const scans: fc.Arbitrary<Scan> = fc
  .record({
    identity: fc.constantFrom('open' as const, 'device' as const),
    rotationSeconds: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 8, arbitrary: fc.integer({ min: 2, max: 30 }) }),
    graceSeconds: fc.nat(30),
    twoCodes: fc.boolean(),
    carrier: fc.constantFrom('token' as const, 'json' as const, 'typed' as const),
    epoch: fc.nat(300),
    secondAfter: fc.option(fc.integer({ min: 1, max: 20 })),
    waitsMs: fc.oneof(fc.nat(60_000), fc.nat(3 * dayMs)),
    claimedAfterMs: fc.option(fc.nat(60_000)),
    queued: fc.boolean(),
    isDeviceSigned: fc.boolean(),
    way: fc.constantFrom(...ways),
  })
  .map(({ identity, rotationSeconds, graceSeconds, twoCodes, epoch, secondAfter, waitsMs, claimedAfterMs, ...rest }) => {
    const session = { ...template, identity, rotationSeconds, graceSeconds, policy: { ...template.policy, twoCodes } };
    const isStatic = rotationSeconds === 0;
    const ofEpoch = isStatic ? 0 : epoch;
    const receivedAtMs = epochStartMs(rhythmOf(session, rest.carrier), ofEpoch) + waitsMs;
    const claimedAtMs = claimedAfterMs === null ? null : Math.max(nineMs, receivedAtMs - claimedAfterMs);
    return { session, epoch: ofEpoch, secondEpoch: isStatic || secondAfter === null ? null : ofEpoch + secondAfter, receivedAtMs, claimedAtMs, ...rest };
  });
const facts: fc.Arbitrary<Omit<Facts, 'notAfterMs'> & { readonly earlierMs: number }> = fc.record({
  chain: fc.constantFrom('holds' as const, 'gap' as const, 'fork' as const),
  device: fc.constantFrom('own' as const, 'waiting' as const, 'replaced' as const, 'of_other_student' as const, 'guest' as const),
  shown: fc.constantFrom('shown' as const, 'not_shown' as const, 'unknown' as const),
  earlierMs: fc.oneof(fc.constant(0), fc.nat(60_000), fc.nat(2 * dayMs)),
});
const factsOf = (scan: Scan, { earlierMs, ...rest }: Omit<Facts, 'notAfterMs'> & { readonly earlierMs: number }): Facts => ({ ...rest, notAfterMs: scan.receivedAtMs - earlierMs });
const worth = ['held', 'provisional', 'counted'];

test('nothing turns a code that was not shown, or that reached the server outside of its window, into online_in_window', () => {
  let counted = 0;
  fc.assert(
    fc.property(scans, facts, (scan, more) => {
      const { grade } = judge(scan, factsOf(scan, more));
      if (grade !== 'online_in_window') return;
      counted++;
      const { session, carrier, epoch, claimedAtMs, receivedAtMs } = scan;
      const { rotationSeconds: T, graceSeconds: G } = rhythmOf(session, carrier);
      const ageMs = (claimedAtMs ?? receivedAtMs) - nineMs - epoch * T * 1000;
      assert.ok(ageMs >= 0 && (T === 0 || ageMs < (T + G) * 1000), `${ageMs} ms old`);
      assert.notEqual(more.shown, 'not_shown');
      assert.notEqual(more.chain, 'fork');
    }),
    { numRuns: 50_000 },
  );
  assert.ok(counted > 500, `only ${counted} were online`);
});

test('an entry that is known to have existed before its newest code is suspicious, and says so', () => {
  fc.assert(
    fc.property(scans, facts, (scan, more) => {
      const known = factsOf(scan, more);
      const { grade, reasons } = judge(scan, known);
      const isBefore = known.notAfterMs + 2_000 < Math.max(notBeforeMs(scan) ?? -Infinity, scan.claimedAtMs ?? -Infinity);
      assert.equal(reasons.includes('later_than_contact'), isBefore);
      if (isBefore || more.chain === 'fork') assert.equal(grade, 'suspicious');
    }),
    { numRuns: 20_000 },
  );
});

test('to know earlier of an entry never makes it worth less, unless it contradicts itself', () => {
  fc.assert(
    fc.property(scans, facts, fc.nat(dayMs), (scan, more, furtherMs) => {
      const before = judge(scan, factsOf(scan, more));
      const after = judge(scan, factsOf(scan, { ...more, earlierMs: more.earlierMs + furtherMs }));
      if (after.reasons.includes('later_than_contact')) return;
      assert.ok(worth.indexOf(standingOfGrade[after.grade]) >= worth.indexOf(standingOfGrade[before.grade]), `${before.grade}, then ${after.grade}`);
    }),
    { numRuns: 20_000 },
  );
});

test('an entry is worth no more without a signature, in a chain with a gap, or with one code fewer', () => {
  fc.assert(
    fc.property(scans, facts, (scan, more) => {
      const whole = judge(scan, factsOf(scan, more));
      if (whole.reasons.includes('later_than_contact')) return;
      const withGap = factsOf(scan, { ...more, chain: more.chain === 'fork' ? 'fork' : 'gap' });
      const lessers = [judge({ ...scan, isDeviceSigned: false }, factsOf(scan, more)), judge({ ...scan, secondEpoch: null }, factsOf(scan, more)), judge(scan, withGap)];
      for (const { grade } of lessers) assert.ok(worth.indexOf(standingOfGrade[grade]) <= worth.indexOf(standingOfGrade[whole.grade]), `${whole.grade}, then ${grade}`);
    }),
    { numRuns: 20_000 },
  );
});

test("a device's clocks change no grade, no reason and no instant, from admission to the record", async () => {
  const device = makeDevice();
  const instants = fc.oneof(fc.nat(2 ** 48), fc.integer({ min: nineMs - dayMs, max: nineMs + dayMs }), fc.constantFrom(0, Number.MAX_SAFE_INTEGER));
  await fc.assert(
    fc.asyncProperty(instants, instants, fc.nat(200), fc.nat(60), fc.boolean(), fc.boolean(), async (wall, mono, epoch, afterSeconds, queued, isTwo) => {
      const answers = [];
      for (const [ownWall, ownMono] of [[nineMs, 0], [wall, mono]] as const) {
        const hall = openHall([template]);
        hall.setNow(nineMs + (epoch * 5 + afterSeconds) * 1000);
        const codes = isTwo ? [tokenOf(template, epoch), tokenOf(template, epoch + 2)] : [tokenOf(template, epoch)];
        const entry = { student: 'S-1', session: null, seq: 0, prev: null, codes, wall: ownWall, mono: ownMono, nonce: 'A'.repeat(22) };
        const answer = await hall.intake.submit(envelopeOf(entry, device, queued));
        if (!answer.ok) answers.push(answer.failure.refusal);
        else {
          const { grade, reasons, scannedAtMs, receivedAtMs, latencyMs, codeAgeMs, status } = answer.value.evidence;
          answers.push({ grade, reasons, scannedAtMs, receivedAtMs, latencyMs, codeAgeMs, status });
        }
      }
      assert.deepEqual(answers[1], answers[0]);
    }),
    { numRuns: 500 },
  );
});

test('what is admitted live was in its window, and what is admitted from a queue was not of the future', () => {
  fc.assert(
    fc.property(scans, fc.integer({ min: -90_000, max: 90_000 }), (scan, shiftMs) => {
      const moved = { ...scan, receivedAtMs: scan.receivedAtMs + shiftMs, claimedAtMs: null };
      if (!admit(moved).ok) return;
      const { rotationSeconds: T, graceSeconds: G } = rhythmOf(scan.session, scan.carrier);
      const ageMs = moved.receivedAtMs - nineMs - scan.epoch * T * 1000;
      assert.ok(ageMs >= 0);
      if (!scan.queued && T > 0) assert.ok(ageMs < (T + G) * 1000);
    }),
    { numRuns: 20_000 },
  );
});
