import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import { newToken } from '../../src/server/auth/staff-token.ts';
import { asStaff, createSession, postAsStaff } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** How a browser becomes staff, stays it, and stops being it. */

let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

async function makeSetup(): Promise<string> {
  const { secret, token } = newToken({ institutionId: 1, kind: 'setup', name: 'set-up link' }, { uuid: randomUUID, randomBytes }, Date.now());
  await server.store.staff.insertToken(token);
  return secret;
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const sent = { 'content-type': 'application/json', origin: server.origin, ...headers };
  return fetch(server.origin + path, { method: 'POST', headers: sent, body: JSON.stringify(body) });
}

function cookieOf(reply: Response): string {
  return reply.headers.get('set-cookie')!.split(';')[0]!;
}

test('the set-up link makes one browser staff, once, under the name that was given', async () => {
  const secret = await makeSetup();
  const reply = await post('/auth/setup', { token: secret, name: ' Ada  ' });
  assert.equal(reply.status, 201);
  assert.deepEqual(await reply.json(), { name: 'Ada' });
  const setCookie = reply.headers.get('set-cookie')!;
  assert.match(setCookie, /^attend_staff=[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/);
  const me = await fetch(`${server.origin}/auth/me`, { headers: { cookie: cookieOf(reply) } });
  assert.deepEqual(await me.json(), { name: 'Ada' });
  const again = await post('/auth/setup', { token: secret, name: 'Eve' });
  assert.equal(again.status, 401);
  assert.equal(again.headers.get('set-cookie'), null);
});

test('of two browsers that use the link at the same time one becomes staff', async () => {
  const secret = await makeSetup();
  const replies = await Promise.all(['A', 'B', 'C', 'D'].map((name) => post('/auth/setup', { token: secret, name })));
  assert.deepEqual(replies.map(({ status }) => status).toSorted(), [201, 401, 401, 401]);
});

test('a set-up link signs nobody in otherwise, and a token sets nothing up', async () => {
  const secret = await makeSetup();
  assert.equal((await post('/auth/sign_in', { token: secret })).status, 401);
  assert.equal((await asStaff(server, '/auth/me', { headers: { authorization: `Bearer ${secret}` } })).status, 401);
  assert.equal((await post('/auth/setup', { token: server.token, name: 'Eve' })).status, 401);
});

test('a token signs a browser in under its name; signing out ends that browser alone', async () => {
  const [first, second] = [await post('/auth/sign_in', { token: server.token }), await post('/auth/sign_in', { token: server.token })];
  assert.deepEqual(await first.json(), { name: 'Dr. Rao' });
  const out = await post('/auth/sign_out', {}, { cookie: cookieOf(first) });
  assert.equal(out.status, 200);
  assert.match(out.headers.get('set-cookie')!, /^attend_staff=; /);
  const statusOf = async (cookie: string) => (await fetch(`${server.origin}/auth/me`, { headers: { cookie } })).status;
  assert.deepEqual([await statusOf(cookieOf(first)), await statusOf(cookieOf(second))], [401, 200]);
  assert.equal((await asStaff(server, '/auth/me')).status, 200);
});

test('revoking a token signs out every browser that it signed in', async () => {
  const { secret, token } = newToken({ institutionId: 1, kind: 'api', name: 'Guest' }, { uuid: randomUUID, randomBytes }, Date.now());
  await server.store.staff.insertToken(token);
  const cookie = cookieOf(await post('/auth/sign_in', { token: secret }));
  assert.equal((await fetch(`${server.origin}/auth/me`, { headers: { cookie } })).status, 200);
  await server.store.staff.revokeToken(1, token.tokenId, Date.now());
  assert.equal((await fetch(`${server.origin}/auth/me`, { headers: { cookie } })).status, 401);
});

test('a cookie changes nothing for a page of another site, or for a request that does not say whose it is', async () => {
  const cookie = cookieOf(await post('/auth/sign_in', { token: server.token }));
  const { session_id } = await createSession(server);
  const path = `/sessions/${session_id}/close`;
  const close = (headers: Record<string, string>) => fetch(server.origin + path, { method: 'POST', headers: { cookie, ...headers } });
  const foreign = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: `${server.origin}.evil.example` },
    { origin: server.origin.replace('http:', 'https:') },
    { origin: server.origin, 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of foreign) {
    const reply = await close(headers as Record<string, string>);
    assert.equal(reply.status, 403, JSON.stringify(headers));
    assert.equal(((await reply.json()) as { code: string }).code, 'foreign_origin');
  }
  const still = (await (await asStaff(server, `/sessions/${session_id}`)).json()) as { state: string };
  assert.equal(still.state, 'open');
  assert.equal((await close({ origin: server.origin })).status, 200);
  assert.equal((await close({ 'sec-fetch-site': 'same-origin' })).status, 200);
});

test('a page of another site signs nobody in', async () => {
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
    const reply = await post('/auth/sign_in', { token: server.token }, headers);
    assert.deepEqual([reply.status, reply.headers.get('set-cookie')], [403, null]);
  }
});

test('what staff do by hand is done in the name of their token', async () => {
  const { session_id } = await createSession(server, { course: '=cmd|calc' });
  const reply = await postAsStaff(server, `/sessions/${session_id}/records`, { student_id: ' -2022 ', attendance: 'present', note: '+1 "seen"' });
  assert.equal(reply.status, 200);
  const view = (await reply.json()) as Record<string, unknown>;
  assert.deepEqual([view['student_id'], view['attendance'], view['grade'], view['note']], ['-2022', 'present', 'manual', '+1 "seen"']);
  const csv = await asStaff(server, `/sessions/${session_id}/export.csv`);
  assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.match(csv.headers.get('content-disposition')!, /^attachment; filename="attendance-cmd-calc-\d{4}-\d\d-\d\d\.csv"$/);
  const [header, row] = (await csv.text()).split('\n');
  assert.equal(header, 'student_id,attendance,grade,standing,reasons,latency_seconds,scanned_at,received_at,device,note,course,session_id');
  assert.match(row!, /^'-2022,present,manual,counted,set_by_staff,-?[\d.]+,/);
  assert.match(row!, /,"'\+1 ""seen""",'=cmd\|calc,/);
});

test('behind HTTPS the cookie is for HTTPS alone', async () => {
  const behind = await startServer({ publicUrl: 'https://attend.example.edu' });
  try {
    const reply = await fetch(`${behind.origin}/auth/sign_in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://attend.example.edu' },
      body: JSON.stringify({ token: behind.token }),
    });
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get('set-cookie')!, /; Secure/);
  } finally {
    await behind.stop();
  }
});
