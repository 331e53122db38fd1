import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';

import { parseHex } from '../../src/protocol/bytes.ts';
import { findCode } from '../../src/protocol/carried-code.ts';
import { epochAt } from '../../src/protocol/code-window.ts';
import type { DisplayView } from '../../src/protocol/schemas.ts';
import { tokenHeader, tokenMessage, tokenText } from '../../src/protocol/token.ts';
import { asStaff, createSession, submit, type Created } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { readQr } from '../support/read-qr.ts';

/** Rotating codes over HTTP, on a clock that the test sets. */

const nineMs = Date.UTC(2026, 2, 2, 9);
let nowMs = nineMs;
let server: RunningServer;
before(async () => {
  server = await startServer({ clock: () => nowMs, publicUrl: 'https://attend.example.edu' });
});
after(() => server.stop());

function entryWith(code: string, wish: { readonly student: string; readonly queued?: boolean }): Record<string, unknown> {
  const entry = {
    ...{ v: 1, student: wish.student, session: null, device: null, seq: 0, prev: null },
    ...{ codes: [code], wall: nowMs, mono: 0, nonce: 'A'.repeat(22) },
  };
  return { entry: Buffer.from(JSON.stringify(entry)).toString('base64url'), ...(wish.queued === undefined ? {} : { queued: wish.queued }) };
}

async function send(code: string, student: string, queued?: boolean): Promise<readonly [status: number, code: unknown, grade: unknown]> {
  const reply = await submit(server, entryWith(code, queued === undefined ? { student } : { student, queued }));
  const body = (await reply.json()) as Record<string, unknown>;
  return [reply.status, body['code'], body['grade']];
}

async function picture({ session_id }: Created, query = ''): Promise<Uint8Array> {
  const reply = await asStaff(server, `/qr/${session_id}.png${query}`);
  assert.equal(reply.status, 200);
  return new Uint8Array(await reply.arrayBuffer());
}

async function displayOf({ session_id }: Created): Promise<DisplayView> {
  return (await (await asStaff(server, `/sessions/${session_id}/display`)).json()) as DisplayView;
}

/** The code that a projector makes by itself from what `display` gave it. */
function projectedCode(view: DisplayView, atMs: number): string {
  const rhythm = { startsAtMs: view.starts_at_ms, rotationSeconds: view.session.rotation_seconds, graceSeconds: view.session.grace_seconds };
  const block = view.blocks.find(({ until_ms: untilMs }) => untilMs === null || atMs < untilMs);
  const header = tokenHeader(parseHex(view.tag)!, epochAt(rhythm, atMs), view.display);
  return tokenText(header, createHmac('sha256', Buffer.from(block!.key, 'base64url')).update(tokenMessage(header)).digest());
}

test('an independent reader finds the URL of a rotating code and the JSON of a static one', async () => {
  nowMs = nineMs;
  const rotating = await createSession(server, { rotation_seconds: 5 });
  const url = readQr(await picture(rotating));
  assert.match(url, /^HTTPS:\/\/ATTEND\.EXAMPLE\.EDU\/S#[0-9A-HJKMNP-TV-Z]{47}$/);
  assert.equal(findCode(url), projectedCode(await displayOf(rotating), nowMs));
  const fixed = await createSession(server);
  assert.deepEqual(JSON.parse(readQr(await picture(fixed))), fixed.qr_payload);
  assert.match(readQr(await picture(fixed, '?carrier=url')), /^HTTPS:\/\/ATTEND\.EXAMPLE\.EDU\/S#/);
  const carrier = await (await asStaff(server, `/qr/${rotating.session_id}.json`)).json();
  assert.deepEqual(JSON.parse(readQr(await picture(rotating, '?carrier=json'))), carrier);
});

test('the URL on a host of 20 letters is version 4: 33 modules and the quiet zone', async () => {
  nowMs = nineMs;
  const { session_id } = await createSession(server, { rotation_seconds: 5 });
  const svg = await (await asStaff(server, `/qr/${session_id}.svg`)).text();
  assert.match(svg, /viewBox="0 0 41 41"/);
});

test('a code is good for T + G seconds and not one millisecond longer, except from a queue and then with a lower grade', async () => {
  nowMs = nineMs;
  const created = await createSession(server, { rotation_seconds: 5, grace_seconds: 10 });
  const view = await displayOf(created);
  const code = projectedCode(view, nineMs + 7_000);
  nowMs = nineMs + 4_999;
  assert.deepEqual(await send(code, 'EARLY'), [422, 'code_early', undefined]);
  nowMs = nineMs + 5_000;
  assert.deepEqual(await send(code, 'FIRST'), [201, 'accepted', 'online_in_window']);
  nowMs = nineMs + 19_999;
  assert.deepEqual(await send(code, 'LAST'), [201, 'accepted', 'online_in_window']);
  nowMs = nineMs + 20_000;
  assert.deepEqual(await send(code, 'LATE'), [422, 'code_expired', undefined]);
  assert.deepEqual(await send(code, 'QUEUED', true), [201, 'accepted', 'late_sync']);
});

test('a projector makes every code for at least 15 minutes by itself, across the change of keys, whatever the rhythm', async () => {
  for (const rotationSeconds of [2, 5, 7, 60]) {
    nowMs = nineMs;
    const created = await createSession(server, { rotation_seconds: rotationSeconds, duration_minutes: 60 });
    nowMs = nineMs + 880_000;
    const view = await displayOf(created);
    assert.equal(view.server_now_ms, nowMs);
    for (const afterMs of [0, 19_000, 20_000, 20_001, 26_000, 450_000, 899_999]) {
      nowMs = nineMs + 880_000 + afterMs;
      const answer = await send(projectedCode(view, nowMs), `S-${afterMs}`);
      assert.deepEqual(answer, [201, 'accepted', 'online_in_window'], `T=${rotationSeconds}, ${afterMs} ms`);
    }
  }
});

test('closing stops a session at once, extending and opening again let it go on', async () => {
  nowMs = nineMs;
  const created = await createSession(server, { rotation_seconds: 5, duration_minutes: 10 });
  const change = async (action: string, body: unknown = {}) => {
    const reply = await asStaff(server, `/sessions/${created.session_id}/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const view = (await reply.json()) as Record<string, unknown>;
    return [reply.status, view['state'] ?? view['code'], view['closes_at']];
  };
  nowMs = nineMs + 60_000;
  assert.deepEqual(await change('extend', { minutes: 5 }), [200, 'open', '2026-03-02T09:15:00.000Z']);
  assert.deepEqual(await change('close'), [200, 'closed', '2026-03-02T09:01:00.000Z']);
  assert.deepEqual(await change('close'), [200, 'closed', '2026-03-02T09:01:00.000Z']);
  assert.deepEqual(await change('extend', { minutes: 5 }), [422, 'session_not_open', undefined]);
  assert.deepEqual(await send(projectedCode(await displayOf(created), nowMs - 1_000), 'A'), [422, 'session_not_open', undefined]);
  assert.equal((await asStaff(server, `/qr/${created.session_id}.png`)).status, 422);
  nowMs = nineMs + 120_000;
  assert.deepEqual(await change('reopen', { minutes: 3 }), [200, 'open', '2026-03-02T09:05:00.000Z']);
  assert.deepEqual(await send(projectedCode(await displayOf(created), nowMs), 'A'), [201, 'accepted', 'online_in_window']);
});

test('without PUBLIC_URL codes carry the address that was asked, or the network address where that was this machine', async () => {
  const local = await startServer();
  try {
    const { port } = new URL(local.origin);
    const { session_id } = await createSession(local, { rotation_seconds: 5 });
    const view = (await (await asStaff(local, `/sessions/${session_id}/display`)).json()) as DisplayView;
    assert.deepEqual([view.url_prefix, view.typed_at], [`HTTP://192.0.2.7:${port}/S`, `192.0.2.7:${port}/s`]);
  } finally {
    await local.stop();
  }
});
