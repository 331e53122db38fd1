import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { lookupOf, makeSession, nineMs } from '../../tests/support/attendance.ts';
import { jsonCodeOf, payloadOf, tokenOf, typedOf } from '../../tests/support/codes.ts';
import { crypto } from '../../tests/support/crypto.ts';
import { typedRhythm } from '../protocol/code-window.ts';
import { admit, judge, plainFacts, type Scan } from './evidence.ts';
import type { Session } from './session.ts';
import { verifyCode } from './verify.ts';

/** One arrival of one code. Everything is relative to the session's start, in ms where the name says so. */
interface Arrival {
  readonly rotationSeconds: number;
  readonly graceSeconds: number;
  readonly durationMinutes: number;
  readonly identity: Session['identity'];
  readonly carrier: 'token' | 'json' | 'typed';
  readonly epoch: number;
  readonly atMs: number;
  readonly isQueued: boolean;
  readonly isSigned: boolean;
  /** Whether the code of the next epoch stands beside it; a static code has none. */
  readonly isTwoCodes: boolean;
  /** How wrong the device's clock is. */
  readonly clockErrorMs: number;
  readonly forgery: 'none' | 'other_session' | 'other_epoch';
}

/** T and G of what is carried: the typed code has its own. */
function beatOf({ rotationSeconds, graceSeconds, carrier }: Arrival): readonly [T: number, G: number] {
  return carrier === 'typed' && rotationSeconds > 0 ? [30, 30] : [rotationSeconds, graceSeconds];
}

/**
 * The rule in its own words, without a line of the code under test. A code is born with its epoch and fresh for T + G
 * seconds. Live: fresh and the session open, or refused. Queued: born while the session was open, and graded by when it came and
 * whether a second code stands beside it.
 */
function ruling(arrival: Arrival): string {
  const { durationMinutes, rotationSeconds, epoch, atMs, isQueued, isSigned, isTwoCodes, identity, carrier, forgery } = arrival;
  const [T, G] = beatOf(arrival);
  const lastsMs = durationMinutes * 60_000;
  if (forgery !== 'none') return carrier === 'typed' ? 'unknown_code' : 'invalid_signature';

  const bornMs = epoch * T * 1000;
  const ageMs = atMs - bornMs;
  const isSessionOver = atMs >= lastsMs;
  if (carrier === 'typed' && !isQueued && (atMs < 0 || isSessionOver || ageMs < 0 || (T > 0 && ageMs >= 60_000))) return 'unknown_code';
  if (ageMs < 0) return rotationSeconds === 0 ? 'session_not_open' : 'code_early';
  if (bornMs >= lastsMs) return 'session_not_open';
  if (!isQueued && isSessionOver) return 'session_not_open';
  const isFresh = T === 0 ? !isSessionOver : ageMs < (T + G) * 1000;
  // The second code of the future: it contradicts the arrival by more than clocks may be apart.
  if (isTwoCodes && T > 0 && bornMs + T * 1000 > atMs + 2_000 && (isFresh || isQueued)) return 'suspicious';
  if (isFresh) return isSigned || identity === 'open' ? 'online_in_window' : 'late_sync';
  if (!isQueued) return 'code_expired';
  const waitedMs = T === 0 ? atMs - lastsMs : ageMs;
  if (!isSigned || waitedMs > 86_400_000) return 'late_sync';
  return isTwoCodes && T > 0 && atMs <= lastsMs + 300_000 ? 'offline_verified' : 'offline_unbounded';
}

const arrivals: fc.Arbitrary<Arrival> = fc
  .record({
    rotationSeconds: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 6, arbitrary: fc.integer({ min: 2, max: 60 }) }),
    graceSeconds: fc.nat(300),
    durationMinutes: fc.integer({ min: 1, max: 180 }),
    identity: fc.constantFrom('open' as const, 'device' as const),
    carrier: fc.constantFrom('token' as const, 'json' as const, 'typed' as const),
    isQueued: fc.boolean(),
    isSigned: fc.boolean(),
    isTwoCodes: fc.boolean(),
    clockErrorMs: fc.integer({ min: -480_000, max: 480_000 }),
    forgery: fc.constantFrom('none' as const, 'none' as const, 'none' as const, 'none' as const, 'other_session' as const, 'other_epoch' as const),
    place: fc.double({ min: 0, max: 1.05, noNaN: true }),
    arrives: fc.oneof(
      fc.record({ edge: fc.constantFrom('born', 'stale', 'starts', 'ends', 'bounded', 'deadline'), byMs: fc.integer({ min: -1, max: 1 }) }),
      fc.record({ edge: fc.constant('born'), byMs: fc.integer({ min: -120_000, max: 900_000 }) }),
      fc.record({ edge: fc.constant('born'), byMs: fc.integer({ min: 0, max: 172_800_000 }) }),
    ),
  })
  .map(({ place, arrives, ...rest }) => {
    const arrival = { ...rest, epoch: 0, atMs: 0 };
    const [T, G] = beatOf(arrival);
    const lastsMs = rest.durationMinutes * 60_000;
    const epoch = T === 0 ? 0 : Math.floor((place * lastsMs) / (T * 1000));
    const bornMs = epoch * T * 1000;
    const newestScanMs = T === 0 ? lastsMs : bornMs;
    const edges: Readonly<Record<string, number>> = { born: bornMs, stale: bornMs + (T + G) * 1000, starts: 0, ends: lastsMs, bounded: lastsMs + 300_000, deadline: newestScanMs + 86_400_000 };
    return { ...arrival, epoch, atMs: edges[arrives.edge]! + arrives.byMs };
  });

const impostor = makeSession();

/** What the code under test says of it. */
async function verdictOn(arrival: Arrival): Promise<string> {
  const { rotationSeconds, graceSeconds, durationMinutes, identity, carrier, epoch, isQueued, clockErrorMs } = arrival;
  const session = { ...template, rotationSeconds, graceSeconds, durationMinutes, identity, openings: [{ fromMs: nineMs, untilMs: nineMs + durationMinutes * 60_000 }] };
  const receivedAtMs = nineMs + arrival.atMs;
  const [T] = beatOf(arrival);
  const scannedAtMs = nineMs + epoch * T * 1000 + clockErrorMs;
  const read = isQueued ? { atMs: Math.min(scannedAtMs, receivedAtMs), toleranceMs: 600_000 } : { atMs: receivedAtMs, toleranceMs: 0 };
  const code = await verifyCode(codeOf(arrival, session), read, lookupOf([session]), crypto);
  if (!code.ok) return code.failure.refusal.code;
  assert.equal(code.value.carrier, carrier);
  assert.equal(code.value.epoch, epoch);
  const { isTwoCodes, isSigned: isDeviceSigned } = arrival;
  const secondEpoch = isTwoCodes && T > 0 ? epoch + 1 : null;
  const scan: Scan = { session, carrier, epoch, secondEpoch, receivedAtMs, claimedAtMs: null, queued: isQueued, isDeviceSigned, way: 'direct' };
  const admitted = admit(scan);
  return admitted.ok ? judge(scan, plainFacts(scan)).grade : admitted.failure.code;
}

const template = makeSession();

function codeOf({ carrier, epoch, forgery }: Arrival, session: Session): string {
  const signer = forgery === 'other_session' ? { ...session, wrappedSecret: impostor.wrappedSecret } : session;
  const claimed = forgery === 'other_epoch' ? epoch + 1 : epoch;
  if (carrier === 'token') return tokenOf(signer, epoch, claimed);
  if (carrier === 'json') return jsonCodeOf(session.rotationSeconds === 0 && forgery === 'other_epoch' ? relabelled(session) : payloadOf(signer, epoch, claimed));
  return forgery === 'other_epoch' ? typedOf(session, typedRhythm(session), epoch + 1_000) : typedOf(signer, typedRhythm(session), epoch);
}

/** A typed code names no epoch, so one that no screen has shown yet is looked for only near the time of its scan. */
function isUnseenTypedCode({ carrier, isQueued }: Arrival, expected: string): boolean {
  return carrier === 'typed' && isQueued && (expected === 'session_not_open' || expected === 'code_early');
}

/** A static payload that claims an epoch. */
function relabelled(session: Session): { readonly payload: string; readonly signature: string } {
  const { payload, signature } = payloadOf(session, 0);
  return { payload: payload.replace(/}$/, ',"v":2,"epoch":0}'), signature };
}

test('of 100,000 arrivals at random and at the edges of the window, every one is judged as the rule says', { timeout: 120_000 }, async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(arrivals, async (arrival) => {
      const expected = ruling(arrival);
      const verdict = await verdictOn(arrival);
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
      if (verdict === 'unknown_code' && isUnseenTypedCode(arrival, expected)) return;
      assert.equal(verdict, expected);
    }),
    { numRuns: 100_000 },
  );
  for (const outcome of ['online_in_window', 'offline_verified', 'offline_unbounded', 'suspicious', 'late_sync', 'code_early', 'code_expired', 'session_not_open', 'invalid_signature', 'unknown_code']) {
    assert.ok((seen.get(outcome) ?? 0) > 1_000, `only ${seen.get(outcome) ?? 0} arrivals end as ${outcome}`);
  }
});
