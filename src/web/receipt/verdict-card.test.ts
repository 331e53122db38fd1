import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Api } from '../../client/api.ts';
import type { RecordNow } from '../../client/receipt-now.ts';
import type { ShownContent } from '../../protocol/signed-receipt.ts';
import { receiptEn as words } from '../ui/messages/receipt-en.ts';
import { checkText, maxReceiptLetters, type Verdict } from './check.ts';
import { cardOfVerdict } from './verdict-card.ts';

const content: ShownContent = {
  ...{ v: 1, server: null, session_id: '69d20aee-9f5e-415b-a272-4afed0eb0a34', course: 'Networks', student_id: '2022IMT-048' },
  ...{ attendance: 'present', grade: 'late_sync', standing: 'held', reasons: ['no_device_signature', 'a_new_reason'] },
  ...{ scanned_at: '2026-03-02T09:01:00.000Z', received_at: '2026-03-02T09:01:00.000Z', latency_seconds: 60 },
  ...{ entry_id: 'AAAA', issued_at: '2026-03-02T11:00:00.000Z', attendance_now: null },
};
const card = (verdict: Verdict) => cardOfVerdict(verdict, words, (iso) => `at ${iso}`);
const asAnswered = { kind: 'known', state: content, isAsAnswered: true, at: '2026-03-03T09:00:00.000Z' } as const;
const genuine = (changes: Partial<ShownContent> = {}, now: RecordNow = asAnswered) => card({ kind: 'genuine', content: { ...content, ...changes }, keyId: '0123456789abcdef', now });

test('a genuine receipt says who, what and when in words, and leaves out a server that it does not name', () => {
  const { tone, word, sentence, change, rows } = genuine();
  assert.deepEqual([tone, word, change], ['good', 'Genuine', undefined]);
  assert.equal(sentence, 'This server signed that 2022IMT-048 was recorded in Networks: Present, and it counts once the professor confirms it.');
  const shown = Object.fromEntries(rows);
  assert.equal(shown['Standing'], 'it counts once the professor confirms it');
  assert.equal(shown['Evidence'], 'stored; staff will look at it; not signed by this phone; a_new_reason');
  assert.equal(shown['Received by the server'], 'at 2026-03-02T09:01:00.000Z');
  assert.match(genuine({ standing: 'counted' }).sentence, /: Present\.$/);
  assert.ok(!('Server' in shown));
  assert.equal(Object.fromEntries(genuine({ server: 'https://a.example' }).rows)['Server'], 'https://a.example');
});

test('a record that was changed is said beside what was answered, with when that was so', () => {
  const absent = { attendance: 'absent', grade: 'manual', standing: 'counted' };
  const { change, sentence } = genuine({}, { ...asAnswered, state: absent, isAsAnswered: false });
  assert.match(sentence, /: Present, and/);
  assert.equal(change, 'The record was changed later. On at 2026-03-03T09:00:00.000Z it was: Absent, and it counts.');
});

test('without the server’s word of now, the receipt’s own instant is what is said', () => {
  const absent = { attendance: 'absent', grade: 'manual', standing: 'counted' };
  assert.match(genuine({ attendance_now: absent }, { kind: 'not_answered' }).change!, /On at 2026-03-02T11:00:00\.000Z it was: Absent/);
  assert.equal(genuine({}, { kind: 'not_answered' }).change, words.notAnswered);
  assert.equal(genuine({}, { kind: 'gone' }).change, words.gone);
});

test('a change that was taken back is none', () => {
  const absent = { attendance: 'absent', grade: 'manual', standing: 'counted' };
  assert.equal(genuine({ attendance_now: absent }).change, undefined);
});

test('a word that a newer server made up, or that an object brings along, is shown as it is', () => {
  for (const attendance of ['remote', 'constructor']) assert.equal(Object.fromEntries(genuine({ attendance }).rows)['Attendance'], attendance);
});

test('a claim of another server is called one, and a forgery shows nothing of itself', () => {
  const other = card({ kind: 'no_proof', failure: { why: 'other_key', keyId: 'fedcba9876543210', claimedServer: 'https://b.example' } });
  assert.match(other.sentence, /can say nothing about it\. It names https:\/\/b\.example\. Only if you know/);
  assert.deepEqual(other.rows, [['Signed with the key', 'fedcba9876543210']]);
  for (const why of ['forged', 'unreadable'] as const) {
    const { tone, rows } = card({ kind: 'no_proof', failure: { why } });
    assert.deepEqual([tone, rows], ['bad', []]);
  }
});

test('without HTTPS, without the key and with a file that is no receipt, nothing is called forged', async () => {
  const { subtle } = globalThis.crypto;
  const silent = { call: async () => ({ ok: false, failure: { kind: 'unreachable', problem: 'no connection' } }) } as unknown as Pick<Api, 'call'>;
  assert.deepEqual(await checkText('{}', { subtle: undefined, api: silent }), { kind: 'cannot_check', why: 'insecure' });
  assert.deepEqual(await checkText('{}', { subtle, api: silent }), { kind: 'cannot_check', why: 'no_key' });
  const tooLong = ' '.repeat(maxReceiptLetters + 1);
  assert.deepEqual(await checkText(tooLong, { subtle, api: silent }), { kind: 'no_proof', failure: { why: 'unreadable' } });
});
