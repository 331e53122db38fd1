import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';

import { StorageUnavailable } from '../../src/attendance/ports.ts';
import { asStaff, createSession, postAsStaff, submissionTo, submit } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** What comes in from outside: bodies, queries and bytes of every wrong kind are answered with their own code, never with a 5xx. */

let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Outcome = readonly [status: number, code: unknown, field: unknown];

async function sendBody(body: string | Uint8Array<ArrayBuffer>, contentType = 'application/json'): Promise<Outcome> {
  const reply = await asStaff(server, '/submit_attendance', { method: 'POST', headers: { 'content-type': contentType }, body });
  const { code, field } = (await reply.json()) as { readonly code: unknown; readonly field?: unknown };
  return [reply.status, code, field];
}

test('a body that is not JSON in well-formed UTF-8 is malformed', async () => {
  for (const body of ['{', 'nonsense', '[1', '"\\ud8', '\ufeff{}', '[]', '1', 'null', '"text"', '['.repeat(60_000), '{"a":'.repeat(10_000)]) {
    assert.deepEqual(await sendBody(body), [400, 'malformed', 'request'], body.slice(0, 20));
  }
  const latin1 = new Uint8Array([...Buffer.from('{"student_id":"M'), 0xfc, ...Buffer.from('ller"}')]);
  assert.deepEqual(await sendBody(latin1), [400, 'malformed', 'request']);
});

test('__proto__ is refused at any depth and in any spelling', async () => {
  for (const body of ['{"__proto__":{"x":1}}', '{"a":[{"__proto__":1}]}', '{"\\u005f_proto\\u005f_":1}']) {
    assert.deepEqual(await sendBody(body), [400, 'malformed', '__proto__']);
  }
  assert.equal(({} as { x?: unknown }).x, undefined);
});

test('more than 64 KB is too large, and what is not JSON is the wrong media type', async () => {
  assert.deepEqual(await sendBody(JSON.stringify({ student_id: 'x'.repeat(64 * 1024) })), [413, 'too_large', undefined]);
  for (const contentType of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'application/jsonx', 'x']) {
    assert.deepEqual(await sendBody('{}', contentType), [415, 'unsupported_media_type', undefined], contentType);
  }
});

test('a session takes no field of a wrong type, no unknown field and nothing out of its range', async () => {
  const wrong: readonly (readonly [body: Record<string, unknown>, field: string])[] = [
    [{ course: 1 }, 'course'],
    [{ course: '' }, 'course'],
    [{ course: ' ' }, 'course'],
    [{ course: 'a\u0000b' }, 'course'],
    [{ course: '\ud800' }, 'course'],
    [{ course: 'x'.repeat(201) }, 'course'],
    [{ duration_minutes: '20' }, 'duration_minutes'],
    [{ duration_minutes: 0 }, 'duration_minutes'],
    [{ duration_minutes: 1441 }, 'duration_minutes'],
    [{ duration_minutes: 1.5 }, 'duration_minutes'],
    [{ duration_minutes: null }, 'duration_minutes'],
    [{ rotation_seconds: 1 }, 'rotation_seconds'],
    [{ rotation_seconds: 61 }, 'rotation_seconds'],
    [{ grace_seconds: -1 }, 'grace_seconds'],
    [{ identity: 'account' }, 'identity'],
    [{ late_after_minutes: -1 }, 'late_after_minutes'],
    [{ starts_at: '2026-11-22T09:00:00' }, 'starts_at'],
    [{ starts_at: 'tomorrow' }, 'starts_at'],
    [{ starts_at: '0001-01-01T00:00:00Z' }, 'starts_at'],
    [{ starts_at: '9999-12-31T23:59:59Z' }, 'starts_at'],
    [{ duration: 20 }, 'duration'],
  ];
  for (const [body, field] of wrong) {
    const reply = await postAsStaff(server, '/create_session', body);
    const { code, field: named, reason } = (await reply.json()) as Record<string, unknown>;
    assert.deepEqual([reply.status, code, named, reason], [400, 'malformed', field, `malformed ${field}`], JSON.stringify(body));
  }
});

test('a session keeps what it was asked for, its start in any offset', async () => {
  const startsAtMs = Math.floor(Date.now() / 1000) * 1000 + 3_600_000;
  const startsAt = `${new Date(startsAtMs + 5.5 * 3_600_000).toISOString().slice(0, 19)}+05:30`;
  const asked = { course: 'Ünïts', duration_minutes: 90, identity: 'device', rotation_seconds: 5, grace_seconds: 10, late_after_minutes: 10 };
  const { session_id, starts_at, closes_at, state, ...rest } = await createSession(server, { ...asked, starts_at: startsAt });
  assert.deepEqual(Object.fromEntries(Object.keys(asked).map((name) => [name, rest[name]])), asked);
  assert.deepEqual([starts_at, closes_at, state], [new Date(startsAtMs).toISOString(), new Date(startsAtMs + 5_400_000).toISOString(), 'scheduled']);
  const qr = await asStaff(server, `/qr/${session_id}.png`);
  assert.equal(qr.status, 422);
});

test('a query is read as the table says', async () => {
  for (const query of ['limit=0', 'limit=201', 'limit=x', 'limit=5&limit=6', 'before=yesterday', 'before=2026-02-30T00:00:00Z', 'limit=1e2']) {
    assert.equal((await asStaff(server, `/sessions?${query}`)).status, 400, query);
  }
  const { session_id } = await createSession(server);
  const page = (await (await asStaff(server, '/sessions?limit=1')).json()) as { sessions: { session_id: string }[]; more_before: string };
  assert.deepEqual(page.sessions.map((session) => session.session_id), [session_id]);
  assert.equal((await asStaff(server, `/sessions?limit=1&before=${encodeURIComponent(page.more_before)}`)).status, 200);
  assert.equal((await asStaff(server, `/qr/${session_id}.png?carrier=smoke`)).status, 400);
  assert.equal((await asStaff(server, `/sessions/${session_id}/live?after=-1`)).status, 400);
});

test('a device clock that is no date at all can still be listed', async () => {
  const created = await createSession(server);
  const entry = {
    ...{ v: 1, student: 'W-1', session: created.session_id, device: null, seq: 0, prev: null },
    codes: [`${created.qr_payload.payload_b64}.${created.qr_payload.signature}`],
    ...{ wall: Number.MAX_SAFE_INTEGER, mono: 0, nonce: Buffer.alloc(16).toString('base64url') },
  };
  const sent = { entry: Buffer.from(JSON.stringify(entry)).toString('base64url') };
  const first = await submit(server, sent);
  assert.equal(first.status, 201);
  const { request_id: _, ...receipt } = (await first.json()) as Record<string, unknown>;
  const again = await submit(server, sent);
  assert.equal(again.status, 201);
  const { request_id: __, ...repeated } = (await again.json()) as Record<string, unknown>;
  assert.deepEqual(repeated, receipt);
  assert.equal((await asStaff(server, `/attendance/${created.session_id}`)).status, 200);
});

test('an epoch past every session is a forged one, not a mistake of the server', async () => {
  const created = await createSession(server, { rotation_seconds: 5 });
  const { session_id } = created;
  const payload = JSON.stringify({ course: 'x', duration_minutes: 1, session_id, start_time: 'x', v: 2, epoch: Number.MAX_SAFE_INTEGER });
  const reply = await submit(server, { ...submissionTo(created, 'A'), payload, signature: '0'.repeat(64) });
  assert.equal(reply.status, 403);
});

test('bytes that are no HTTP are answered with 400 and a closed connection', async () => {
  const { hostname, port } = new URL(server.origin);
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write('\x16\x03\x01 hello\r\n\r\n'));
    socket.on('data', (bytes) => (text += bytes.toString()));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.match(answer, /"code":"malformed"/);
});

test('a store that cannot be used now is 503 with Retry-After, and the server says that it is not ready', async () => {
  const gone = () => Promise.reject(new StorageUnavailable('disk full'));
  const failing = await startServer({
    wrapStore: (store) => ({ ...store, ping: gone, records: { ...store.records, commit: gone } }),
  });
  try {
    const created = await createSession(failing);
    const reply = await submit(failing, submissionTo(created, 'A'));
    assert.deepEqual([reply.status, reply.headers.get('retry-after')], [503, '2']);
    const { code, retry } = (await reply.json()) as Record<string, unknown>;
    assert.deepEqual([code, retry], ['storage_unavailable', true]);
    assert.equal((await fetch(`${failing.origin}/readyz`)).status, 503);
    assert.equal((await fetch(`${failing.origin}/healthz`)).status, 200);
  } finally {
    await failing.stop();
  }
});

test('the metrics count submissions by outcome and name nobody', async () => {
  const created = await createSession(server);
  await submit(server, submissionTo(created, 'SECRET-NUMBER'));
  await submit(server, submissionTo(created, 'SECRET-NUMBER'));
  const text = await (await fetch(`${server.origin}/metrics`)).text();
  assert.match(text, /^attend_submissions_total\{code="accepted"\} \d+$/m);
  assert.match(text, /^attend_submissions_total\{code="duplicate_submission"\} 1$/m);
  const names = ['commit_batch_rows_bucket', 'commit_duration_seconds_bucket', 'commit_waiting', 'live_watchers'];
  for (const name of [...names, 'nodejs_eventloop_lag_seconds']) {
    assert.match(text, new RegExp(`^attend_${name}`, 'm'));
  }
  assert.doesNotMatch(text, new RegExp(`SECRET|${created.session_id}`));
});
