import assert from 'node:assert/strict';
import { test } from 'node:test';

import { base64url } from '../../protocol/base64url.ts';
import { encodeContent, encodeReceipt } from '../../protocol/signed-receipt.ts';
import type { ReceiptContent } from '../../protocol/receipt-schemas.ts';
import type { Receipt } from '../../protocol/schemas.ts';
import { enSheets } from '../ui/messages/en-sheets.ts';
import { receiptSaver } from './save-receipt.ts';

const entryId = base64url.encode(new Uint8Array(32).fill(1));
const content: ReceiptContent = {
  ...{ v: 1, server: null, issued_at: '2026-03-02T11:00:00.000Z', attendance_now: null },
  ...{ session_id: '69d20aee-9f5e-415b-a272-4afed0eb0a34', course: 'Réseaux / TCP', student_id: '2022IMT-048', latency_seconds: 60 },
  ...{ attendance: 'present', grade: 'online_in_window', standing: 'counted', reasons: [] },
  ...{ scanned_at: '2026-03-02T09:01:00.000Z', received_at: '2026-03-02T09:01:00.000Z', entry_id: entryId },
};
const receipt: Receipt = { ...content, status: 'accepted', code: 'accepted', retry: false, request_id: 'r', code_age_seconds: 1 };
const words = enSheets.receipt;

function signedFor(id: string): object {
  return encodeReceipt({ content: encodeContent({ ...content, entry_id: id }), signature: new Uint8Array(64), keyId: '0123456789abcdef' });
}

/** Saves with a server that answers so; tells what was asked, given and said. */
async function save(answer: () => Response, of = receipt) {
  const given: { readonly name: string; readonly text: string }[] = [];
  const asked: unknown[] = [];
  const fetch = (async (url: string, { body }: RequestInit) => (asked.push([url, JSON.parse(String(body))]), answer())) as unknown as typeof globalThis.fetch;
  const said = await receiptSaver({ fetch, giveFile: (name, text) => given.push({ name, text }), checkedAt: 'a.example/receipt', words })(of);
  assert.equal(given.length, 1);
  return { said, asked, ...given[0]! };
}

const refused = (status: number, code: string) => () =>
  Response.json({ status: 'error', code, reason: code, retry: false, request_id: 'r' }, { status });

test('online the file is the signed receipt of this very entry, and the page says where it can be checked', async () => {
  const { said, asked, name, text } = await save(() => Response.json(signedFor(entryId)));
  assert.deepEqual(asked, [['/receipt', { entry_id: entryId }]]);
  assert.deepEqual([name, JSON.parse(text)], ['attendance-2026-03-02-Réseaux-TCP.json', signedFor(entryId)]);
  assert.equal(said, words.signed('a.example/receipt'));
});

test('without the server’s answer the file is the unsigned text, and the page says so', async () => {
  const offline = () => {
    throw new TypeError('Failed to fetch');
  };
  const portal = () => new Response('<html>Sign in</html>', { headers: { 'content-type': 'text/html' } });
  const answers = [offline, portal, () => Response.json({ status: 'ok' }), () => Response.json(signedFor('A'.repeat(43))), refused(503, 'storage_unavailable')];
  for (const answer of answers) {
    const { said, name, text } = await save(answer);
    assert.deepEqual([said, name], [words.unsigned, 'attendance-2026-03-02-Réseaux-TCP-unsigned.json']);
    assert.deepEqual(JSON.parse(text), receipt);
  }
});

test('a server that does not know the scan any more is told apart from one that is away', async () => {
  assert.equal((await save(refused(404, 'unknown_entry'))).said, words.unknown);
});
