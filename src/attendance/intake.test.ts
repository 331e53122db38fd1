import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { diskFull, makeSession, nineMs, openHall, type Hall } from '../../tests/support/attendance.ts';
import { payloadOf, tokenOf, typedOf } from '../../tests/support/codes.ts';
import { envelopeOf, makeDevice, sha256, type TestDevice } from '../../tests/support/crypto.ts';
import { base64url } from '../protocol/base64url.ts';
import { typedRhythm } from '../protocol/code-window.ts';
import type { Session } from './session.ts';

const phone = makeDevice();
const minute = 60_000;
const day = 24 * 60 * minute;

interface EntryWish {
  readonly student?: string;
  readonly code?: string;
  readonly codes?: readonly string[];
  readonly session?: string | null;
  readonly device?: TestDevice | null;
  readonly queued?: boolean;
  readonly wall?: number;
}

/** A scan of the code that was shown in the first second, unless the test wishes otherwise. */
function scan(session: Session, { student = '2022IMT-048', code, codes, session: named = null, device = phone, queued = false, wall = nineMs }: EntryWish = {}) {
  const carried = codes ?? [code ?? tokenOf(session, 0)];
  return envelopeOf({ student, session: named, seq: 0, prev: null, codes: carried, wall, mono: 0, nonce: base64url.encode(randomBytes(16)) }, device, queued);
}

function originalOf(session: Session, student = '2022IMT-048', submittedAt = '2026-03-02T09:00:01.000000+00:00') {
  return { student_id: student, session_id: session.sessionId, ...payloadOf(session, 0), submitted_at: submittedAt };
}

async function answerTo(hall: Hall, body: unknown): Promise<string> {
  const answer = await hall.intake.submit(body);
  if (answer.ok) return answer.value.evidence.grade;
  return answer.failure.refusal.field === undefined ? answer.failure.refusal.code : `${answer.failure.refusal.code} ${answer.failure.refusal.field}`;
}

test('a fresh scan is stored with its evidence, and the bell rings', async () => {
  const session = makeSession();
  const hall = openHall([session]);
  const body = scan(session);
  hall.setNow(nineMs + 3_000);
  const answer = await hall.intake.submit(body);
  assert.ok(answer.ok);
  const [stored] = hall.store.evidence;
  assert.equal(answer.value.evidence, stored);
  assert.deepEqual([stored!.studentKey, stored!.form, stored!.carrier, stored!.epoch, stored!.queued, stored!.receivedAtMs], ['2022IMT-048', 'entry', 'token', 0, false, nineMs + 3_000]);
  assert.equal(base64url.encode(stored!.entryId), base64url.encode(sha256(base64url.decode(body.entry)!)));
  assert.equal(stored!.body, new TextDecoder().decode(base64url.decode(body.entry)));
  assert.equal(base64url.encode(stored!.deviceId!), phone.deviceId);
  assert.deepEqual(hall.rings, [session.sessionId]);
});

test('the same entry again gets the same receipt, also after its code expired and the session closed', async () => {
  const session = makeSession();
  const hall = openHall([session]);
  const body = scan(session);
  const first = await hall.intake.submit(body);
  for (const later of [0, 20_000, 60 * minute, 3 * day]) {
    hall.setNow(nineMs + later);
    for (const again of [body, { ...body, queued: true }]) assert.deepEqual(await hall.intake.submit(again), first);
  }
  assert.deepEqual([hall.store.evidence.length, hall.store.refused.length, hall.rings.length], [1, 0, 1]);
});

test('the same entry while the first is being written waits for the same commit', async () => {
  const session = makeSession();
  const hall = openHall([session]);
  const body = scan(session);
  const release = hall.holdCommits();
  const answers = Array.from({ length: 20 }, () => hall.intake.submit(body));
  let answered = 0;
  for (const answer of answers) void answer.then(() => answered++);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(answered, 0);
  release();
  const [first, ...rest] = await Promise.all(answers);
  assert.ok(first!.ok);
  for (const answer of rest) assert.deepEqual(answer, first);
  assert.equal(hall.store.evidence.length, 1);
});

test('a repetition whose first write failed fails too, and may be sent again', async () => {
  const session = makeSession();
  const hall = openHall([session]);
  const body = scan(session);
  const release = hall.holdCommits();
  hall.breakStore(diskFull);
  const answers = Promise.allSettled([hall.intake.submit(body), hall.intake.submit(body)]);
  release();
  for (const { status } of await answers) assert.equal(status, 'rejected');
  hall.breakStore(undefined);
  assert.equal(await answerTo(hall, body), 'online_in_window');
  assert.equal(hall.store.evidence.length, 1);
});

test('the original submitted again is a duplicate, with the first record, however many come at once', async () => {
  const session = makeSession({ rotationSeconds: 0, identity: 'open' });
  const hall = openHall([session]);
  const answers = await Promise.all(['2022IMT-048', '2022imt-048 ', ' 2022Imt-048'].map((student) => hall.intake.submit(originalOf(session, student))));
  assert.deepEqual(
    answers.map((answer) => answer.ok),
    [true, false, false],
  );
  for (const answer of answers.slice(1)) {
    assert.ok(!answer.ok);
    assert.equal(answer.failure.refusal.code, 'duplicate_submission');
    assert.equal(answer.failure.record?.grade, 'online_in_window');
  }
  assert.deepEqual(hall.store.refused.map(({ code }) => code), ['duplicate_submission', 'duplicate_submission']);
  hall.setNow(nineMs + 3 * day);
  assert.equal(await answerTo(hall, originalOf(session)), 'duplicate_submission');
});

test('a student with a record is a duplicate from another device', async () => {
  const session = makeSession();
  const hall = openHall([session]);
  assert.equal(await answerTo(hall, scan(session)), 'online_in_window');
  hall.setNow(nineMs + 1);
  assert.equal(await answerTo(hall, scan(session, { student: '2022imt-048', device: makeDevice() })), 'duplicate_submission');
  assert.equal(await answerTo(hall, scan(session, { student: '2022IMT-049', device: makeDevice() })), 'online_in_window');
});

test('an expired code is asked for again live, and recorded lower from a queue', async () => {
  const session = makeSession();
  const hall = openHall([session]);
  hall.setNow(nineMs + 15_000);
  assert.equal(await answerTo(hall, scan(session)), 'code_expired');
  assert.equal(await answerTo(hall, scan(session, { queued: true, device: makeDevice() })), 'offline_unbounded');
  assert.equal(await answerTo(hall, scan(session, { queued: true, codes: [tokenOf(session, 0), tokenOf(session, 2)], device: makeDevice(), student: '2022IMT-049' })), 'offline_verified');
  hall.setNow(nineMs + 2 * day);
  assert.equal(await answerTo(hall, scan(session, { queued: true, device: makeDevice(), student: '2022IMT-050' })), 'late_sync');
  assert.deepEqual(hall.store.refused.map(({ code }) => code), ['code_expired']);
});

test("the original's queue is known by the time that it kept", async () => {
  const session = makeSession({ identity: 'open', rotationSeconds: 0 });
  const hall = openHall([session]);
  hall.setNow(nineMs + 3 * 60 * minute);
  assert.equal(await answerTo(hall, originalOf(session, 'A', '2026-03-02T09:05:00Z')), 'late_sync');
  assert.equal(await answerTo(hall, originalOf(session, 'B', '2026-03-02T11:59:00Z')), 'session_not_open');
  const rotating = makeSession({ identity: 'open' });
  const other = openHall([rotating]);
  other.setNow(nineMs + 15_000);
  assert.equal(await answerTo(other, originalOf(rotating, 'A', '2026-03-02T09:00:14Z')), 'late_sync');
  assert.equal(await answerTo(other, originalOf(rotating, 'B', '2026-03-02T09:00:15Z')), 'code_expired');
});

test('a typed code is recorded as typed', async () => {
  const session = makeSession();
  const hall = openHall([session]);
  hall.setNow(nineMs + 40_000);
  const answer = await hall.intake.submit(scan(session, { code: typedOf(session, typedRhythm(session), 1) }));
  assert.ok(answer.ok);
  assert.deepEqual([answer.value.evidence.carrier, answer.value.evidence.reasons], ['typed', ['typed_code']]);
  assert.equal(await answerTo(hall, scan(session, { code: 'ZZZZZZZZ' })), 'unknown_code');
});

test('a seal that does not hold is refused and noted, and changes nothing else', async () => {
  const session = makeSession();
  const hall = openHall([session]);
  const honest = scan(session);
  const stranger = makeDevice();
  const forged = [
    { ...honest, signature: base64url.encode(stranger.seal(base64url.decode(honest.entry)!)) },
    { ...honest, device_key: base64url.encode(stranger.publicKey) },
    { ...honest, device_key: base64url.encode(new Uint8Array(65).fill(4)) },
    { ...scan(session, { student: '2022IMT-999' }), signature: honest.signature! },
  ];
  for (const body of forged) assert.equal(await answerTo(hall, body), 'invalid_signature');
  assert.deepEqual([hall.store.evidence.length, hall.store.refused.length], [0, forged.length]);
  assert.ok(hall.store.refused.every(({ code, sessionId }) => code === 'invalid_signature' && sessionId === session.sessionId));
  assert.equal(await answerTo(hall, honest), 'online_in_window');
});

test('an entry without a device is held in a session of identity device, and counts in an open one', async () => {
  const device = makeSession();
  const open = makeSession({ identity: 'open' });
  const hall = openHall([device, open]);
  assert.equal(await answerTo(hall, scan(device, { device: null })), 'late_sync');
  assert.equal(await answerTo(hall, scan(open, { device: null })), 'online_in_window');
});

test('all that an entry names is of one session', async () => {
  const session = makeSession();
  const other = makeSession();
  const hall = openHall([session, other]);
  assert.equal(await answerTo(hall, scan(session, { session: session.tag, codes: [tokenOf(session, 0), tokenOf(session, 0)] })), 'online_in_window');
  assert.equal(await answerTo(hall, scan(session, { session: session.sessionId, student: 'B', device: makeDevice() })), 'online_in_window');
  assert.equal(await answerTo(hall, scan(session, { session: other.tag, student: 'C' })), 'malformed entry.session');
  assert.equal(await answerTo(hall, scan(session, { codes: [tokenOf(session, 0), tokenOf(other, 0)], student: 'C' })), 'malformed entry.codes');
  assert.equal(await answerTo(hall, scan(session, { codes: [tokenOf(session, 0), 'nonsense'], student: 'C' })), 'unknown_code');
});

test('an original that names another session than its payload is refused', async () => {
  const session = makeSession({ rotationSeconds: 0, identity: 'open' });
  const other = makeSession({ rotationSeconds: 0, identity: 'open' });
  const hall = openHall([session, other]);
  assert.equal(await answerTo(hall, { ...originalOf(session), session_id: other.sessionId }), 'invalid_signature');
  assert.equal(await answerTo(hall, { ...originalOf(session), session_id: 'nowhere' }), 'unknown_session');
  assert.equal(await answerTo(hall, { ...originalOf(session), signature: 'é'.repeat(64) }), 'invalid_signature');
});

test('what cannot be read is answered and leaves nothing behind', async () => {
  const hall = openHall([makeSession()]);
  for (const body of [null, {}, { entry: 7 }, { entry: '!' }, [], 'text']) assert.match(await answerTo(hall, body), /^(missing_field|malformed|bad_encoding)/);
  assert.deepEqual([hall.store.evidence.length, hall.store.refused.length, hall.rings.length], [0, 0, 0]);
});

test('a flood of refused attempts is answered without end and noted only so often', async () => {
  const session = makeSession({ identity: 'open' });
  const hall = openHall([session]);
  const body = { ...originalOf(session), signature: '00'.repeat(32) };
  for (let attempt = 0; attempt < 20_010; attempt++) assert.equal(await answerTo(hall, body), 'invalid_signature');
  assert.equal(hall.store.refused.length, 20_000);
});
