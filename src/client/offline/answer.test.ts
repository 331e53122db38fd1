import assert from 'node:assert/strict';
import { it } from 'node:test';

import fc from 'fast-check';

import { refusals, type RefusalCode } from '../../protocol/codes.ts';
import { asksToScanAgain, readAnswer } from './answer.ts';

const entry = { entryId: 'a'.repeat(43), studentId: '2022IMT-048' };
const receipt = {
  ...{ status: 'accepted', code: 'accepted', retry: false, request_id: 'r', latency_seconds: 276.289487, code_age_seconds: null, reasons: [] },
  ...{ grade: 'online_in_window', standing: 'counted', attendance: 'present', session_id: 's', course: 'Networks' },
  ...{ student_id: '2022IMT-048', entry_id: entry.entryId, scanned_at: '2026-11-02T09:00:00Z', received_at: '2026-11-02T09:00:00Z' },
};
const reply = (status: number, body: unknown, contentType: string | null = 'application/json; charset=utf-8') => ({
  ...{ status, contentType, retryAfter: null },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

it('records against a receipt that names the entry', () => {
  assert.deepEqual(readAnswer(reply(201, receipt), entry), { kind: 'recorded', receipt });
});

it('does not record against the receipt of another entry, another student, another status or another type', () => {
  const others = [
    reply(201, { ...receipt, entry_id: 'b'.repeat(43) }),
    reply(201, { ...receipt, student_id: '2022IMT-049' }),
    reply(200, receipt),
    reply(201, receipt, 'text/html'),
    reply(201, receipt, null),
    reply(201, [receipt]),
    ...Object.keys(receipt).flatMap((name) =>
      ['retry', 'code_age_seconds', 'reasons'].includes(name) ? [] : [reply(201, { ...receipt, [name]: undefined })],
    ),
  ];
  for (const other of others) assert.equal(readAnswer(other, entry).kind, 'unanswered', JSON.stringify(other));
});

it('records an unsealed entry against a receipt of the same student', () => {
  const unsealed = { entryId: null, studentId: '2022imt-048' };
  assert.equal(readAnswer(reply(201, receipt), unsealed).kind, 'recorded');
  assert.equal(readAnswer(reply(201, { ...receipt, student_id: 'X' }), unsealed).kind, 'unanswered');
});

it('follows the fate of every code of ours under its own HTTP status, and of none under another', () => {
  const kinds = { recorded: 'already_recorded', refused: 'refused', scan_again: 'refused', kept: 'kept' };
  for (const [code, { status, fate }] of Object.entries(refusals)) {
    const body = { status: 'error', code, reason: 'why', retry: false, request_id: 'r' };
    assert.equal(readAnswer(reply(status, body), entry).kind, kinds[fate]);
    assert.equal(readAnswer(reply(status + 1, body), entry).kind, 'unanswered');
    assert.equal(asksToScanAgain(code), fate === 'scan_again');
  }
});

it('says since when the student is recorded, where the server says it', () => {
  const body = { status: 'error', code: 'duplicate_submission', reason: 'duplicate submission', retry: false, request_id: 'r' };
  assert.deepEqual(readAnswer(reply(409, body), entry), { kind: 'already_recorded', receivedAt: null });
  const record = { received_at: '2026-11-02T09:00:00Z' };
  assert.deepEqual(readAnswer(reply(409, { ...body, record }), entry), { kind: 'already_recorded', receivedAt: record.received_at });
});

it('settles nothing against whatever a portal, a proxy or a broken server may say', () => {
  const status = fc.oneof(fc.integer({ min: 0, max: 599 }), fc.constantFrom(200, 201, 302, 400, 403, 404, 409, 422, 502));
  const type = fc.constantFrom(null, '', 'text/html', 'application/json', 'application/json;charset=utf-8', 'application/problem+json', 'text/plain');
  const words = fc.record(
    {
      status: fc.oneof(fc.constantFrom('error', 'accepted', 'ok'), fc.string()),
      code: fc.oneof(fc.string(), fc.constantFrom('accepted', 'toString', '__proto__', ...(Object.keys(refusals) as RefusalCode[]))),
      reason: fc.oneof(fc.string(), fc.integer()),
      entry_id: fc.string(),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(words.map((value) => JSON.stringify(value)), fc.json(), fc.string(), fc.constant('<html>Sign in</html>'));
  fc.assert(
    fc.property(status, type, body, (code, contentType, text) => {
      const answer = readAnswer(reply(code, text, contentType), entry);
      if (answer.kind === 'unanswered') return assert.notEqual(answer.problem, '');
      const said = JSON.parse(text);
      assert.equal(said.status, 'error');
      assert.equal(refusals[said.code as RefusalCode].status, code);
      assert.match(contentType ?? '', /^application\/json/);
    }),
    { numRuns: 20_000 },
  );
});
