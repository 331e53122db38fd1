import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { startServer, type RunningServer } from './start-server.ts';

/** The original system's contract over HTTP, by a client that knows nothing but the contract. */

let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

interface Created {
  readonly session_id: string;
  readonly qr_payload: { readonly payload_b64: string; readonly signature: string };
}

function asStaff(path: string, options: RequestInit = {}): Promise<Response> {
  return fetch(server.origin + path, { ...options, headers: { authorization: `Bearer ${server.token}`, ...options.headers } });
}

function postJson(path: string, body: unknown): Promise<Response> {
  return asStaff(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function create(body: unknown = { course: 'Networks', duration_minutes: 20 }): Promise<Created> {
  const reply = await postJson('/create_session', body);
  assert.equal(reply.status, 201);
  return (await reply.json()) as Created;
}

function submissionTo({ session_id, qr_payload }: Created, student_id = '2022IMT-048'): Record<string, unknown> {
  const payload = Buffer.from(qr_payload.payload_b64, 'base64url').toString('utf8');
  return { student_id, session_id, payload, signature: qr_payload.signature, submitted_at: new Date().toISOString() };
}

/** Without any login: only the five fields. */
async function submit(body: unknown): Promise<{ readonly status: number; readonly reply: Record<string, unknown> }> {
  const answer = await fetch(`${server.origin}/submit_attendance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, reply: (await answer.json()) as Record<string, unknown> };
}

function isRefused(answer: { readonly status: number; readonly reply: Record<string, unknown> }, status: number, reason: string): void {
  assert.equal(answer.status, status);
  assert.equal(answer.reply['status'], 'error');
  assert.equal(answer.reply['reason'], reason);
}

describe('POST /create_session', () => {
  test('answers 201 with a lower-case UUID and the payload in padded base64url with a signature of 64 lower-case hex digits', async () => {
    const { session_id, qr_payload } = await create();
    assert.match(session_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(qr_payload.payload_b64, /^[A-Za-z0-9_-]+={0,2}$/);
    assert.equal(qr_payload.payload_b64.length % 4, 0);
    assert.match(qr_payload.signature, /^[0-9a-f]{64}$/);
  });

  test('pads the payload whatever the length of the course', async () => {
    for (const course of ['N', 'Ne', 'Net', 'Ünïcode ☕']) {
      const { qr_payload } = await create({ course });
      assert.equal(qr_payload.payload_b64.length % 4, 0);
      assert.equal(JSON.parse(Buffer.from(qr_payload.payload_b64, 'base64url').toString()).course, course);
    }
  });

  test('puts session, start with an offset, course and duration into the payload', async () => {
    const { session_id, qr_payload } = await create();
    const payload = JSON.parse(Buffer.from(qr_payload.payload_b64, 'base64url').toString('utf8'));
    assert.deepEqual(Object.keys(payload).sort(), ['course', 'duration_minutes', 'session_id', 'start_time']);
    assert.equal(payload.session_id, session_id);
    assert.equal(payload.course, 'Networks');
    assert.equal(payload.duration_minutes, 20);
    assert.match(payload.start_time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[+-]\d\d:\d\d$/);
    assert.ok(Math.abs(Date.parse(payload.start_time) - Date.now()) < 5_000);
  });

  test('means Course-101 for 15 minutes where nothing is said, with an empty body or none', async () => {
    const headers = { 'content-type': 'application/json' };
    const bodies = [{ body: '{}', headers }, { body: '', headers }, {}];
    for (const options of bodies) {
      const reply = await asStaff('/create_session', { method: 'POST', ...options });
      assert.equal(reply.status, 201);
      const { qr_payload } = (await reply.json()) as Created;
      const payload = JSON.parse(Buffer.from(qr_payload.payload_b64, 'base64url').toString());
      assert.equal(payload.course, 'Course-101');
      assert.equal(payload.duration_minutes, 15);
    }
  });

  test('takes a charset beside the content type', async () => {
    const reply = await asStaff('/create_session', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json; charset=utf-8' } });
    assert.equal(reply.status, 201);
  });
});

describe('GET /qr/<session_id>', () => {
  test('.json is the very carrier that creating answered', async () => {
    const created = await create();
    const reply = await asStaff(`/qr/${created.session_id}.json`);
    assert.equal(reply.status, 200);
    assert.deepEqual(await reply.json(), created.qr_payload);
  });

  test('.png is a PNG and .svg an SVG', async () => {
    const { session_id } = await create();
    const png = await asStaff(`/qr/${session_id}.png`);
    assert.equal(png.headers.get('content-type'), 'image/png');
    assert.equal(Buffer.from(await png.arrayBuffer()).subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
    const svg = await asStaff(`/qr/${session_id}.svg`);
    assert.equal(svg.headers.get('content-type'), 'image/svg+xml');
    assert.match(await svg.text(), /^<svg xmlns=/);
  });

  test('answers 404 for a session that is not there', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'nonsense']) {
      for (const form of ['png', 'svg', 'json']) {
        const reply = await asStaff(`/qr/${id}.${form}`);
        isRefused({ status: reply.status, reply: (await reply.json()) as Record<string, unknown> }, 404, 'unknown session_id');
      }
    }
  });
});

describe('POST /submit_attendance', () => {
  test('answers 201 "accepted" with a latency that the server made', async () => {
    const created = await create();
    const answer = await submit({ ...submissionTo(created), submitted_at: '2001-01-01T00:00:00+00:00' });
    assert.equal(answer.status, 201);
    assert.equal(answer.reply['status'], 'accepted');
    const latency = answer.reply['latency_seconds'];
    assert.ok(typeof latency === 'number' && latency >= 0 && latency < 5, String(latency));
  });

  test('says which field is missing, in the order of the contract', async () => {
    const whole = submissionTo(await create());
    for (const field of Object.keys(whole)) {
      const { [field]: _, ...rest } = whole;
      isRefused(await submit(rest), 400, `missing ${field}`);
    }
    isRefused(await submit({}), 400, 'missing student_id');
  });

  test('answers 404 for a session that it does not know', async () => {
    const submission = submissionTo(await create());
    isRefused(await submit({ ...submission, session_id: '00000000-0000-4000-8000-000000000000' }), 404, 'unknown session_id');
    isRefused(await submit({ ...submission, session_id: 'nonsense' }), 404, 'unknown session_id');
    isRefused(await submit({ ...submission, session_id: 'non\0sense' }), 400, 'malformed session_id');
  });

  test('answers 403 for a signature that does not fit the payload as it was sent', async () => {
    const created = await create();
    const submission = submissionTo(created);
    const signature = String(submission['signature']);
    for (const wrong of ['0'.repeat(64), '', 'ü', signature.toUpperCase(), `${signature}00`, signature.slice(2)]) {
      isRefused(await submit({ ...submission, signature: wrong }), 403, 'invalid signature');
    }
    isRefused(await submit({ ...submission, payload: String(submission['payload']).replace('20', '2000') }), 403, 'invalid signature');
    isRefused(await submit({ ...submission, payload: `${String(submission['payload'])} ` }), 403, 'invalid signature');
    const other = submissionTo(await create());
    isRefused(await submit({ ...submission, payload: other['payload'], signature: other['signature'] }), 403, 'invalid signature');
  });

  test('answers 409 the second time, however the number is written', async () => {
    const created = await create();
    assert.equal((await submit(submissionTo(created, '2022IMT-048'))).status, 201);
    for (const spelling of ['2022IMT-048', '2022imt-048 ', ' 2022Imt-048']) {
      isRefused(await submit(submissionTo(created, spelling)), 409, 'duplicate submission');
    }
  });

  test('lets one student into two sessions, and two students into one', async () => {
    const first = await create();
    const second = await create();
    assert.equal((await submit(submissionTo(first, 'A'))).status, 201);
    assert.equal((await submit(submissionTo(second, 'A'))).status, 201);
    assert.equal((await submit(submissionTo(first, 'B'))).status, 201);
  });

  test('ignores fields that it does not know', async () => {
    assert.equal((await submit({ ...submissionTo(await create()), client_version: 3 })).status, 201);
  });

  test('answers what the original answered with 500: numbers for strings, and a date without an offset is UTC', async () => {
    const submission = submissionTo(await create());
    for (const field of Object.keys(submission)) {
      for (const wrong of [1, null, true, [], {}]) assert.equal((await submit({ ...submission, [field]: wrong })).status, 400);
    }
    assert.equal((await submit({ ...submission, submitted_at: '2025-11-14T08:43:35.110597' })).status, 201);
  });

  test('gives every refusal a stable code, whether to try again, and the id of the request', async () => {
    const { reply } = await submit({});
    assert.deepEqual({ ...reply, request_id: '' }, {
      ...{ status: 'error', reason: 'missing student_id', code: 'missing_field', retry: false, request_id: '', field: 'student_id' },
    });
    assert.notEqual(reply['request_id'], '');
  });
});

describe('GET /attendance/<session_id>', () => {
  test('answers the submissions as they were sent, each with its latency', async () => {
    const created = await create();
    const sent = ['A-1', 'B-2', 'C-3'].map((student) => submissionTo(created, student));
    const latencies: unknown[] = [];
    for (const submission of sent) latencies.push((await submit(submission)).reply['latency_seconds']);
    const reply = await asStaff(`/attendance/${created.session_id}`);
    assert.equal(reply.status, 200);
    const { session_id, attendance } = (await reply.json()) as { session_id: string; attendance: Record<string, unknown>[] };
    assert.equal(session_id, created.session_id);
    const fields = Object.keys(sent[0]!);
    const known = attendance.map((row) => Object.fromEntries(fields.map((field) => [field, row[field]])));
    assert.deepEqual(known, sent);
    assert.deepEqual(attendance.map((row) => row['latency_seconds']), latencies);
  });

  test('is an empty list for a session that nobody came to, and 404 for one that is not there', async () => {
    const { session_id } = await create();
    assert.deepEqual(await (await asStaff(`/attendance/${session_id}`)).json(), { session_id, attendance: [] });
    const missing = await asStaff('/attendance/00000000-0000-4000-8000-000000000000');
    isRefused({ status: missing.status, reply: (await missing.json()) as Record<string, unknown> }, 404, 'unknown session_id');
  });

  test('leads a browser to the page, and gives a program JSON', async () => {
    const { session_id } = await create();
    const chrome = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
    const page = await fetch(`${server.origin}/attendance/${session_id}`, { headers: { accept: chrome }, redirect: 'manual' });
    assert.equal(page.status, 302);
    assert.equal(page.headers.get('location'), `/staff/sessions/${session_id}`);
    for (const accept of ['*/*', 'application/json', 'application/json, text/html;q=0.5']) {
      const reply = await asStaff(`/attendance/${session_id}`, { headers: { accept } });
      assert.equal(reply.headers.get('content-type'), 'application/json; charset=utf-8');
    }
  });
});

test('at the level info what was refused is logged, and nothing that was accepted', () => {
  const lines = server.log.filter((line) => !line.includes('listening')).map((line) => JSON.parse(line) as { readonly msg: string; readonly status: number });
  assert.ok(lines.length > 0);
  assert.deepEqual(lines.filter(({ msg, status }) => msg !== 'refused' || status < 400), []);
});
