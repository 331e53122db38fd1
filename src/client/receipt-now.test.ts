import assert from 'node:assert/strict';
import { test } from 'node:test';

import { base64url } from '../protocol/base64url.ts';
import type { ReceiptContent } from '../protocol/receipt-schemas.ts';
import { encodeContent, encodeReceipt } from '../protocol/signed-receipt.ts';
import { receiptKey } from '../server/receipt-key.ts';
import { api } from './api.ts';
import { readCheckingKey } from './check-receipt.ts';
import { recordNow, type RecordNow } from './receipt-now.ts';

const { subtle } = globalThis.crypto;
const server = receiptKey(new Uint8Array(32).fill(1));
const content: ReceiptContent = {
  ...{ v: 1, server: null, session_id: '69d20aee-9f5e-415b-a272-4afed0eb0a34', course: 'Networks', student_id: '2022IMT-048' },
  ...{ attendance: 'present', grade: 'online_in_window', standing: 'counted', reasons: [] },
  ...{ scanned_at: '2026-03-02T09:01:00.000Z', received_at: '2026-03-02T09:01:00.000Z', latency_seconds: 60 },
  ...{ entry_id: base64url.encode(new Uint8Array(32)), issued_at: '2026-03-02T11:00:00.000Z', attendance_now: null },
};

function signed(changes: Partial<ReceiptContent>, by = server): Response {
  const bytes = encodeContent({ ...content, ...changes });
  return Response.json(encodeReceipt({ content: bytes, signature: by.sign(bytes), keyId: by.published.key_id }));
}

/** What is learned from a server that answers so. */
async function ask(answer: () => Response): Promise<RecordNow> {
  const key = (await readCheckingKey(JSON.stringify(server.published), subtle))!;
  return recordNow(content, api({ fetch: (async () => answer()) as unknown as typeof fetch, baseUrl: '' }), key, subtle);
}

test('a newer receipt of the same entry says what the record is, and whether that is as it was answered', async () => {
  const absent = { attendance: 'absent', grade: 'manual', standing: 'counted' } as const;
  const at = '2026-03-03T09:00:00.000Z';
  assert.deepEqual(await ask(() => signed({ issued_at: at, attendance_now: absent })), { kind: 'known', state: absent, isAsAnswered: false, at });
  const same = await ask(() => signed({ issued_at: at }));
  assert.ok(same.kind === 'known' && same.isAsAnswered && same.at === at && same.state.attendance === 'present');
});

test('a receipt of another entry or of another key, a portal and silence say nothing', async () => {
  const answers = [
    () => signed({ entry_id: base64url.encode(new Uint8Array(32).fill(9)) }),
    () => signed({}, receiptKey(new Uint8Array(32).fill(2))),
    () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } }),
    () => Promise.reject(new TypeError('Failed to fetch')) as unknown as Response,
  ];
  for (const answer of answers) assert.deepEqual(await ask(answer), { kind: 'not_answered' });
});

test('an entry that the server does not have any more is told apart', async () => {
  const body = { status: 'error', code: 'unknown_entry', reason: 'r', retry: false, request_id: 'r' };
  assert.deepEqual(await ask(() => Response.json(body, { status: 404 })), { kind: 'gone' });
});
