import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { startServer } from './start-server.ts';

const day = 86_400_000;

/** Every field that a reply of this test is read by. */
interface Reply {
  readonly code: string;
  readonly session_id: string;
  readonly qr_payload: { readonly payload_b64: string; readonly signature: string };
  readonly attendance: readonly { readonly student_id: string }[];
}

test('thirty days after a session its keys are gone: no code is shown or taken, and the records stay', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'attend-retired-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const startMs = Date.UTC(2026, 0, 12, 9);

  const first = await startServer({ dataDir, clock: () => startMs });
  const created = await ask(first, '/create_session', { course: 'Networks', duration_minutes: 20 });
  const { session_id: sessionId, qr_payload: carrier } = created.body;
  const payload = Buffer.from(carrier.payload_b64, 'base64url').toString();
  const submissionOf = (student: string) => ({
    ...{ student_id: student, session_id: sessionId, payload, signature: carrier.signature },
    submitted_at: new Date(startMs).toISOString(),
  });
  assert.equal((await ask(first, '/submit_attendance', submissionOf('1'))).status, 201);
  await first.stop();

  const later = await startServer({ dataDir, clock: () => startMs + 31 * day });
  t.after(() => later.stop());
  for (let tries = 0; tries < 2_000 && (await later.store.sessions.findSession(1, sessionId))?.wrappedSecret !== null; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const refused = [
    await ask(later, '/submit_attendance', submissionOf('2')),
    await ask(later, `/qr/${sessionId}.json`),
    await ask(later, `/sessions/${sessionId}/display`),
    await ask(later, `/sessions/${sessionId}/reopen`, { minutes: 5 }),
  ];
  for (const { status, body } of refused) assert.deepEqual([status, body.code], [410, 'session_key_retired']);
  assert.equal((await ask(later, '/submit_attendance', submissionOf('1'))).body.code, 'duplicate_submission');
  const { body } = await ask(later, `/attendance/${sessionId}`);
  assert.deepEqual(body.attendance.map((row) => row.student_id), ['1']);
});

async function ask({ origin, token }: { readonly origin: string; readonly token: string }, path: string, body?: object) {
  const response = await fetch(origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Reply };
}
