import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { makeSession, nineMs, openHall } from '../../tests/support/attendance.ts';
import { jsonCodeOf, payloadOf, tokenOf, typedOf } from '../../tests/support/codes.ts';
import { claimBodyOf, envelopeOf, makeDevice } from '../../tests/support/crypto.ts';
import { base64url } from '../protocol/base64url.ts';
import { typedRhythm } from '../protocol/code-window.ts';
import type { Session } from './session.ts';

/** A code that is claimed at one instant and an entry that arrives at another, with whatever claim somebody got hold of. Times are ms after the start. */
interface Course {
  readonly rotationSeconds: number;
  readonly graceSeconds: number;
  readonly carrier: 'token' | 'json' | 'typed';
  readonly epoch: number;
  readonly claimAtMs: number;
  readonly entryAtMs: number;
  readonly claimed: 'this_code' | 'next_epoch' | 'other_session' | 'other_carrier';
  /** Whose key the claim names. */
  readonly claimer: 0 | 1 | 2;
  readonly signer: 'claimer' | 'stranger';
  /** 3 is a page without a key. */
  readonly sender: 0 | 1 | 2 | 3;
  /** A bit of the claim that is changed on its way; null leaves it whole. */
  readonly flippedBit: number | null;
  readonly isQueued: boolean;
}

const lastsMs = 20 * 60_000;
const claimers = [makeDevice(), makeDevice(), makeDevice()] as const;
const senders = [...claimers, null] as const;
/** Whoever is in the hall, and holds none of these phones. */
const stranger = makeDevice();
const template = makeSession({ identity: 'open' });
const impostor = makeSession({ identity: 'open' });

const courses: fc.Arbitrary<Course> = fc
  .record({
    rotationSeconds: fc.integer({ min: 2, max: 60 }),
    graceSeconds: fc.nat(60),
    carrier: fc.constantFrom('token' as const, 'json' as const, 'typed' as const),
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    claimAge: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: -30_000, max: 150_000 })),
    waits: fc.oneof(fc.integer({ min: 0, max: 599_999 }), fc.integer({ min: 599_998, max: 600_002 }), fc.integer({ min: -5_000, max: 1_200_000 })),
    claimed: fc.oneof({ weight: 5, arbitrary: fc.constant('this_code' as const) }, fc.constantFrom('next_epoch' as const, 'other_session' as const, 'other_carrier' as const)),
    signer: fc.oneof({ weight: 4, arbitrary: fc.constant('claimer' as const) }, fc.constant('stranger' as const)),
    sender: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(0 as const, 1 as const, 2 as const) }, fc.constant(3 as const)),
    isPassedOn: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 2 })),
    flippedBit: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.nat(84 * 8 - 1)),
    isQueued: fc.boolean(),
  })
  .map(({ place, claimAge, waits, isPassedOn, ...rest }) => {
    const beatMs = (rest.carrier === 'typed' ? 30 : rest.rotationSeconds) * 1000;
    const epoch = Math.floor((place * lastsMs) / beatMs);
    const claimAtMs = Math.max(0, epoch * beatMs + claimAge);
    return { ...rest, epoch, claimAtMs, entryAtMs: Math.max(0, claimAtMs + waits), claimer: ((rest.sender + isPassedOn) % 3) as 0 | 1 | 2 };
  });

function codeOf(session: Session, carrier: Course['carrier'], epoch: number): string {
  if (carrier === 'typed') return typedOf(session, typedRhythm(session), epoch);
  return carrier === 'token' ? tokenOf(session, epoch) : jsonCodeOf(payloadOf(session, epoch));
}

/** Born with its epoch, fresh for T + G, and only while the session is open. */
function isFresh({ carrier, rotationSeconds, graceSeconds }: Course, epoch: number, atMs: number): boolean {
  const [T, G] = carrier === 'typed' ? [30, 30] : [rotationSeconds, graceSeconds];
  const ageMs = atMs - epoch * T * 1000;
  return ageMs >= 0 && ageMs < (T + G) * 1000;
}

async function play(course: Course) {
  const { rotationSeconds, graceSeconds, carrier, epoch, claimAtMs, entryAtMs, claimed, claimer, signer, sender, flippedBit, isQueued } = course;
  const [session, other] = [template, impostor].map((each) => ({ ...each, rotationSeconds, graceSeconds })) as [Session, Session];
  const hall = openHall([session, other]);
  const device = claimers[claimer];
  const another = carrier === 'token' ? 'json' : 'token';
  const toClaim = {
    this_code: () => codeOf(session, carrier, epoch),
    next_epoch: () => codeOf(session, carrier, epoch + 1),
    other_session: () => codeOf(other, carrier, epoch),
    other_carrier: () => codeOf(session, another, Math.floor(claimAtMs / (rotationSeconds * 1000))),
  }[claimed]();
  hall.setNow(nineMs + claimAtMs);
  const { signature } = claimBodyOf(toClaim, signer === 'claimer' ? device : stranger);
  const given = await hall.claims.claim({ code: toClaim, deviceKey: base64url.encode(device.publicKey), signature });
  hall.setNow(nineMs + entryAtMs);
  const token = given.ok ? { token: flipped(given.value.text, flippedBit) } : {};
  const fields = { student: 'S-1', session: null, seq: 0, prev: null, codes: [codeOf(session, carrier, epoch)], wall: nineMs + claimAtMs, mono: 0, nonce: 'A'.repeat(22) };
  const answer = await hall.intake.submit(envelopeOf({ ...fields, ...token }, senders[sender], isQueued));
  return { isGiven: given.ok, outcome: answer.ok ? answer.value.evidence.grade : answer.failure.refusal.code };
}

function flipped(text: string, bit: number | null): string {
  const bytes = base64url.decode(text)!;
  return bit === null ? text : base64url.encode(bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7))));
}

test('of 10,000 claims, true, signed by another, passed on, altered and late, one helps exactly where the server itself had this code from this device in its window', { timeout: 120_000 }, async () => {
  const seen = { helped: 0, useless: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(courses, async (course) => {
      const { epoch, claimAtMs, entryAtMs, claimed, claimer, signer, sender, flippedBit, isQueued } = course;
      const { isGiven, outcome } = await play(course);
      if (claimed === 'this_code') assert.equal(isGiven, isFresh(course, epoch, claimAtMs) && claimAtMs < lastsMs && signer === 'claimer');
      if (signer === 'stranger') assert.equal(isGiven, false);
      const isTimely = entryAtMs >= claimAtMs && entryAtMs < claimAtMs + 600_000;
      const helps = isGiven && claimed === 'this_code' && claimer === sender && flippedBit === null && isTimely;
      const isOnlineByItself = isFresh(course, epoch, entryAtMs) && (isQueued || entryAtMs < lastsMs);
      if (helps) assert.equal(outcome, 'online_in_window');
      else if (!isOnlineByItself) assert.notEqual(outcome, 'online_in_window');
      seen[isGiven ? (helps ? 'helped' : 'useless') : 'refused']++;
    }),
    { numRuns: 10_000 },
  );
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 500, `only ${count} claims ${what}`);
});
