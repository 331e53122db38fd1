import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import type { ReceiptKeyView, ReceiptContent, SignedReceipt } from '../../src/protocol/receipt-schemas.ts';
import type { Receipt } from '../../src/protocol/schemas.ts';
import { entryBody } from '../support/classroom.ts';
import { makeDevice, type TestDevice } from '../support/crypto.ts';
import { createSession, postAsStaff, submissionTo, submit, type Created } from './ask.ts';
import { startServer, type RunningServer, type ServerWish } from './start-server.ts';

/** Signed receipts over HTTP, checked with Node's own cryptography from docs/protocol.md. */

const nineMs = Date.UTC(2026, 2, 2, 9);

async function start(t: TestContext, wish: ServerWish = {}): Promise<RunningServer> {
  const server = await startServer({ clock: () => nineMs + 61_500, publicUrl: 'https://attend.example.edu', ...wish });
  t.after(() => server.stop());
  return server;
}

async function accept(server: RunningServer, session: Created, student: string, device: TestDevice | null = makeDevice()): Promise<Receipt> {
  const reply = await submit(server, entryBody(session, student, device));
  assert.equal(reply.status, 201);
  return (await reply.json()) as Receipt;
}

function ask(server: Pick<RunningServer, 'origin'>, body: unknown): Promise<Response> {
  return fetch(`${server.origin}/receipt`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function receiptOf(server: RunningServer, entryId: unknown): Promise<SignedReceipt> {
  const reply = await ask(server, { entry_id: entryId });
  assert.deepEqual([reply.status, reply.headers.get('cache-control')], [200, 'no-store']);
  return (await reply.json()) as SignedReceipt;
}

async function keyOf({ origin }: Pick<RunningServer, 'origin'>): Promise<ReceiptKeyView> {
  return (await (await fetch(`${origin}/receipt_key`)).json()) as ReceiptKeyView;
}

const bytesOf = (text: string) => Buffer.from(text, 'base64url');
const contentIn = ({ receipt }: SignedReceipt) => JSON.parse(bytesOf(receipt).toString()) as ReceiptContent;

function isGenuine({ receipt, signature }: SignedReceipt, { jwk }: ReceiptKeyView): boolean {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  return verify('sha256', bytesOf(receipt), { key, dsaEncoding: 'ieee-p1363' }, bytesOf(signature));
}

test('an entry’s receipt states what it was answered with, and its signature holds under the published key', async (t) => {
  const server = await start(t);
  const session = await createSession(server, { course: 'Réseaux', identity: 'device' });
  const accepted = await accept(server, session, '2022IMT-048');
  const [file, key] = [await receiptOf(server, accepted.entry_id), await keyOf(server)];
  const { attendance, grade, standing, reasons, scanned_at, received_at, latency_seconds, entry_id } = accepted;
  assert.deepEqual(contentIn(file), {
    ...{ v: 1, server: 'https://attend.example.edu', session_id: session.session_id, course: 'Réseaux', student_id: '2022IMT-048' },
    ...{ attendance, grade, standing, reasons, scanned_at, received_at, latency_seconds, entry_id },
    ...{ issued_at: new Date(nineMs + 61_500).toISOString(), attendance_now: null },
  });
  assert.ok(isGenuine(file, key));
  const changed = { ...file, receipt: Buffer.from(bytesOf(file.receipt).toString().replace('2022IMT-048', '2022IMT-049')).toString('base64url') };
  assert.ok(!isGenuine(changed, key));
});

test('the key’s id is made of the key, and the description of the server holds the same key', async (t) => {
  const server = await start(t);
  const { key_id: keyId, jwk } = await keyOf(server);
  const raw = Buffer.concat([Buffer.from([4]), bytesOf(jwk.x), bytesOf(jwk.y)]);
  assert.equal(keyId, createHash('sha256').update(raw).digest('hex').slice(0, 16));
  assert.equal(jwk.kid, keyId);
  const description = (await (await fetch(`${server.origin}/openapi.json`)).json()) as Record<string, unknown>;
  assert.deepEqual(description['x-receipt-key'], { key_id: keyId, jwk });
});

test('a receipt can be asked for after a restart, and is checked with the same key', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'attend-receipts-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startServer({ dataDir });
  const { entry_id: entryId } = await accept(first, await createSession(first), '1');
  const [before, key] = [await receiptOf(first, entryId), await keyOf(first)];
  await first.stop();
  const second = await start(t, { dataDir });
  assert.deepEqual(await keyOf(second), key);
  const after = await receiptOf(second, entryId);
  assert.ok(isGenuine(before, key) && isGenuine(after, key));
  assert.equal(contentIn(after).received_at, contentIn(before).received_at);
});

test('what staff set later stands beside what the entry was answered with, also where only the standing is another', async (t) => {
  const server = await start(t);
  const session = await createSession(server, { identity: 'device' });
  const held = await accept(server, session, '2022IMT-048', null);
  assert.deepEqual([held.attendance, held.standing], ['present', 'held']);
  const mark = (attendance: string) => postAsStaff(server, `/sessions/${session.session_id}/records`, { student_id: '2022imt-048', attendance, note: 'seen in the hall' });
  for (const attendance of ['present', 'absent']) {
    assert.equal((await mark(attendance)).status, 200);
    const { attendance: answered, standing, attendance_now: now, ...rest } = contentIn(await receiptOf(server, held.entry_id));
    assert.deepEqual([answered, standing], ['present', 'held']);
    assert.deepEqual(now, { attendance, grade: 'manual', standing: 'counted' });
    assert.doesNotMatch(JSON.stringify(rest), /seen in the hall|Rao/);
  }
});

test('evidence that gave way to a device keeps its receipt, which says what stands now', async (t) => {
  const server = await start(t);
  const session = await createSession(server, { identity: 'device' });
  const typed = await accept(server, session, '1', null);
  const own = await accept(server, session, '1');
  assert.deepEqual(contentIn(await receiptOf(server, typed.entry_id)).attendance_now, { attendance: 'present', grade: 'online_in_window', standing: 'counted' });
  assert.equal(contentIn(await receiptOf(server, own.entry_id)).attendance_now, null);
});

test('an id that no entry has, or that is made of what others know, opens nothing', async (t) => {
  const server = await start(t);
  const session = await createSession(server);
  const original = submissionTo(session, '7');
  assert.equal((await submit(server, original)).status, 201);
  const [row] = await server.store.records.listRecords(1, session.session_id, null, 1);
  const evidence = row!.evidence!;
  assert.equal(evidence.form, 'original');
  for (const entryId of [Buffer.from(evidence.entryId).toString('base64url'), 'A'.repeat(43)]) {
    const reply = await ask(server, { entry_id: entryId });
    assert.deepEqual([reply.status, ((await reply.json()) as { code: string }).code], [404, 'unknown_entry']);
  }
});

test('what is no entry_id is refused by its form', async (t) => {
  const server = await start(t);
  for (const body of [{ entry_id: 7 }, { entry_id: 'A'.repeat(42) }, { entry_id: `${'A'.repeat(42)}B` }, { entry_id: 'A'.repeat(43), more: 1 }]) {
    const reply = await ask(server, body);
    assert.deepEqual([reply.status, ((await reply.json()) as { code: string }).code], [400, 'malformed'], JSON.stringify(body));
  }
  assert.equal(((await (await ask(server, {})).json()) as { code: string }).code, 'missing_field');
});
