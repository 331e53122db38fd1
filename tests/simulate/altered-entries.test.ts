import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import fc from 'fast-check';

import { base64url } from '../../src/protocol/base64url.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { ways } from '../../src/protocol/words.ts';
import { sha256 } from '../support/crypto.ts';
import { sealAt } from './behaviour.ts';
import { hour, minute, openLecture, startsAtMs, type Lecture } from './lecture.ts';
import { makePhone } from './phone.ts';
import { coursePolicies } from './policies.ts';
import { onDisk } from './sqlite-store.ts';

/** What somebody between a phone and the server can do, through the real intake and the store on the disk. */
const disk = await onDisk();
after(() => disk.close());
const policy = coursePolicies.find(({ name }) => name === 'default')!;
let lectures = 0;
const openAnother = () => openLecture(policy, 1_000 + lectures++, disk.openStore);

const flips = fc.record({ field: fc.constantFrom('entry' as const, 'signature' as const, 'device_key' as const), place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), bit: fc.nat(7) });

function flipped(envelope: EntryEnvelope, { field, place, bit }: { readonly field: 'entry' | 'signature' | 'device_key'; readonly place: number; readonly bit: number }): EntryEnvelope {
  const bytes = base64url.decode(envelope[field]!)!;
  const index = Math.floor(place * bytes.length);
  return { ...envelope, [field]: base64url.encode(bytes.with(index, bytes[index]! ^ (1 << bit))) };
}

/** Everything of the answer that a client's clock could have changed. */
async function outcomeOf(lecture: Lecture, atMs: number, body: EntryEnvelope): Promise<unknown> {
  const answer = await new Promise<Awaited<ReturnType<Lecture['submit']>>>((resolve, reject) => {
    lecture.at(atMs, () => lecture.submit(body).then(resolve, reject));
    lecture.run().catch(reject);
  });
  if (!answer.ok) return answer.failure.refusal.code;
  const { grade, reasons, scannedAtMs, receivedAtMs, latencyMs, codeAgeMs, status } = answer.value.evidence;
  return { grade, reasons, scannedAtMs, receivedAtMs, latencyMs, codeAgeMs, status };
}

test('an entry of which one bit was changed on its way is refused, and stands in the way of the true one by nothing', { timeout: 60_000 }, async () => {
  const lecture = await openAnother();
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(flips, { minLength: 1, maxLength: 4 }), fc.constantFrom(...ways), async (changes, way) => {
      const student = `S-${sent}`;
      const atMs = minute + 5_000 * sent++;
      const phone = makePhone(lecture.random);
      const codes = [lecture.codeAt(atMs), lecture.codeAt(atMs + 10_000)];
      const envelope = sealAt(phone, atMs, { student, codes, queued: true });
      lecture.at(atMs + 12_000, async () => {
        for (const change of changes) {
          const answer = await lecture.submit(flipped(envelope, change), way);
          assert.equal(answer.ok, false, JSON.stringify(change));
        }
        const answer = await lecture.submit(envelope, way);
        assert.ok(answer.ok);
        assert.equal(base64url.encode(answer.value.evidence.entryId), base64url.encode(sha256(base64url.decode(envelope.entry)!)));
      });
      await lecture.run();
      const record = await lecture.recordOf(student);
      assert.deepEqual([record?.grade, record?.reasons.includes('chain_fork')], ['online_in_window', false]);
    }),
    { numRuns: 60 },
  );
});

test('what stands around the sealed entry changes neither whose it is nor what it says', { timeout: 60_000 }, async () => {
  const lecture = await openAnother();
  const phone = makePhone(lecture.random);
  const seenMs = 2 * minute;
  const envelope = sealAt(phone, seenMs, { student: 'S-1', codes: [lecture.codeAt(seenMs), lecture.codeAt(seenMs + 10_000)], queued: true });
  const stranger = base64url.encode(new Uint8Array(32).fill(5));
  for (const [index, body] of [{ ...envelope, head: stranger }, { ...envelope, queued: false }, envelope].entries()) {
    lecture.at(5 * minute + index * 2_000, async () => {
      const answer = await lecture.submit(body, 'carried');
      assert.ok(answer.ok);
      assert.deepEqual([answer.value.evidence.studentId, answer.value.evidence.grade, answer.value.evidence.way], ['S-1', 'offline_verified', 'carried']);
      assert.equal(answer.value.evidence.receivedAtMs, startsAtMs + 5 * minute, 'the first receipt again');
    });
  }
  await lecture.run();
});

test('clocks that are wrong by any amount change nothing that is recorded', { timeout: 60_000 }, async () => {
  const clocks = fc.oneof(fc.integer({ min: startsAtMs - 48 * hour, max: startsAtMs + 48 * hour }), fc.constantFrom(0, 2 ** 40, Number.MAX_SAFE_INTEGER));
  await fc.assert(
    fc.asyncProperty(clocks, fc.nat(200), fc.oneof(fc.nat(60_000), fc.nat(30 * hour)), fc.boolean(), async (wall, epoch, waitsMs, queued) => {
      const seenMs = epoch * 5_000;
      const outcomes = [];
      for (const own of [startsAtMs + seenMs, wall]) {
        const lecture = await openAnother();
        const codes = [lecture.codeAt(seenMs), lecture.codeAt(seenMs + 10_000)];
        const body = sealAt(makePhone(lecture.random), seenMs, { student: lecture.session.tag, codes, queued, wall: own });
        outcomes.push(await outcomeOf(lecture, seenMs + waitsMs, body));
      }
      assert.deepEqual(outcomes[1], outcomes[0]);
    }),
    { numRuns: 40 },
  );
});
