import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import fc from 'fast-check';

import type { StoredRecord } from '../../src/attendance/record.ts';
import { standingOfGrade } from '../../src/protocol/words.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { sealAt } from './behaviour.ts';
import { hour, minute, openLecture, type Lecture } from './lecture.ts';
import { makePhone, type Phone } from './phone.ts';
import { coursePolicies } from './policies.ts';
import { onDisk } from './sqlite-store.ts';
import { inMemory } from './store.ts';

const disk = await onDisk();
after(() => disk.close());
const policy = coursePolicies.find(({ name }) => name === 'default')!;

/** One scan of one of three phones, lost or late or not; `isFork` begins another history of the phone's key. */
const scans = fc.record({
  phone: fc.nat(2),
  student: fc.nat(2),
  isGuest: fc.boolean(),
  seenMs: fc.nat(18 * minute),
  isTwo: fc.boolean(),
  isQueued: fc.boolean(),
  isLost: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  isFork: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  waitsMs: fc.oneof(fc.nat(20_000), fc.nat(20 * minute), fc.nat(40 * hour)),
  tellsAfterMs: fc.option(fc.nat(3 * hour)),
});
type Scan = typeof scans extends fc.Arbitrary<infer Value> ? Value : never;

const plain = { phone: 0, student: 0, isGuest: false, seenMs: 0, isTwo: false, isLost: false, isFork: false, waitsMs: 5_000, tellsAfterMs: null } as const;
/** The end of a chain is told before its own entry comes, which is then refused: it bounds what was before it all the same. */
const refusedAfterItsContact: Scan[] = [
  { ...plain, isQueued: true },
  { ...plain, isQueued: false, tellsAfterMs: 0 },
];

interface Sent {
  readonly atMs: number;
  readonly body: EntryEnvelope | null;
  readonly toldBy: Phone;
}

/** What the phones send, the same for every server that has this session. */
function sendingsOf(lecture: Lecture, plan: readonly Scan[], nameOf: (student: number) => string): readonly Sent[] {
  const phones = [0, 1, 2].map(() => makePhone(lecture.random));
  return plan.flatMap(({ phone, student, isGuest, seenMs, isTwo, isQueued, isLost, isFork, waitsMs, tellsAfterMs }): Sent[] => {
    const before = phones[phone]!.clone();
    const codes = [lecture.codeAt(seenMs), ...(isTwo ? [lecture.codeAt(seenMs + 10_000)] : [])];
    const body = sealAt(phones[phone]!, seenMs, { student: nameOf(student), codes, queued: isQueued, ...(isGuest ? { guest: true as const } : {}) });
    const sealed = phones[phone]!.clone();
    if (isFork) phones[phone] = before;
    const told = tellsAfterMs === null ? [] : [{ atMs: seenMs + 10_000 + tellsAfterMs, body: null, toldBy: sealed }];
    return isLost ? told : [{ atMs: seenMs + 10_000 + waitsMs, body, toldBy: sealed }, ...told];
  });
}

function said(record: StoredRecord | undefined) {
  if (record === undefined) return null;
  const { grade, reasons, status, entryId, deviceId, checks, scannedAtMs, receivedAtMs, latencyMs } = record;
  return { grade, reasons, status, checks, scannedAtMs, receivedAtMs, latencyMs, entryId: base64url.encode(entryId!), deviceId: base64url.encode(deviceId!) };
}

test('gaps, forks, guests, contacts and late arrivals leave the same records on the disk as the plain rules say', { timeout: 120_000 }, async () => {
  let runs = 0;
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(scans, { minLength: 1, maxLength: 7 }), async (plan) => {
      const seed = 50_000 + runs++;
      const onServer = await openLecture(policy, seed, disk.openStore);
      const byRules = await openLecture(policy, seed, inMemory);
      const nameOf = (student: number) => `${onServer.session.tag}-${student}`;
      const sent = sendingsOf(onServer, plan, nameOf);
      for (const lecture of [onServer, byRules]) {
        for (const { atMs, body, toldBy } of sent) lecture.at(atMs, () => (body === null ? lecture.tellHead(toldBy) : lecture.submit(body)));
        await lecture.run();
      }
      for (const student of [0, 1, 2]) {
        const record = await onServer.recordOf(nameOf(student));
        assert.deepEqual(said(record), said(await byRules.recordOf(nameOf(student))));
        if (record !== undefined) seen.set(standingOfGrade[record.grade], (seen.get(standingOfGrade[record.grade]) ?? 0) + 1);
      }
    }),
    { numRuns: 120, examples: [[refusedAfterItsContact]] },
  );
  for (const standing of ['counted', 'provisional', 'held']) assert.ok((seen.get(standing) ?? 0) >= 5, `${seen.get(standing) ?? 0} ${standing}`);
});
