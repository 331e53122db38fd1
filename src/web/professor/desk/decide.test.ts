import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';

import { fail, ok } from '../../../protocol/result.ts';
import { decideRows } from './decide.ts';
import { groupsOf, type DeskRow, type Sending } from './desk-groups.ts';
import type { DeskModel } from './desk-model.ts';
import { itemOf } from './test-desk.ts';

const rowsOf = (...students: readonly string[]): readonly DeskRow[] =>
  groupsOf({ reply: { items: students.map((student) => itemOf(student, { seq: 7 })), refused: [] }, records: new Map(), query: '', sending: new Map() }).waiting;

/** A desk whose server refuses some students, and what was asked of it. */
function deskThatRefuses(refused: Readonly<Record<string, string>>) {
  const asked: unknown[] = [];
  const sending = signal<ReadonlyMap<string, Sending>>(new Map());
  const seenWhileLoading: string[][] = [];
  const model = { sending, live: { table: signal({ records: new Map() }) }, load: async () => void seenWhileLoading.push([...sending.value.keys()]) } as unknown as DeskModel;
  const api = {
    async call(_: string, { body }: { readonly body: { readonly student_id: string } }) {
      asked.push(body);
      const code = refused[body.student_id];
      if (code !== undefined) return fail({ kind: 'refused', code, reason: code, status: 409, retry: false, requestId: '' });
      return ok({ record: null, decision: { decision: 'accept', note: 'x', staff: 'Prof. Rossi', at: '2026-03-02T09:05:00Z', seq: asked.length } });
    },
  };
  const context = { api, toasts: {}, signedOut: () => undefined } as unknown as Parameters<typeof decideRows>[0];
  return { asked, model, sending, seenWhileLoading, context };
}

test('a part that is refused stays, the rest is decided, and each is sent once with the row as it was seen', async () => {
  const { asked, model, sending, seenWhileLoading, context } = deskThatRefuses({ S2: 'changed_meanwhile' });
  const told: number[] = [];
  const done = await decideRows(context, model, 'id', rowsOf('S1', 'S2', 'S3'), { decision: 'accept', note: 'x', attendance: 'late' }, (sent) => told.push(sent));
  assert.deepEqual(done.decided.map(({ student, seq }) => [student, seq]), [['S1', 1], ['S3', 3]]);
  assert.deepEqual(done.failed.map(({ row }) => row.student), ['S2']);
  assert.deepEqual(asked, ['S1', 'S2', 'S3'].map((student) => ({ student_id: student, decision: 'accept', note: 'x', attendance: 'late', seq: 7 })));
  assert.deepEqual(told, [1, 2, 3]);
  assert.deepEqual(seenWhileLoading, [['S1', 'S3']], 'what was decided stays as it will be until the server was read again');
  assert.equal(sending.value.size, 0);
});

test('who was signed out sends no more', async () => {
  const { asked, model, sending, context } = deskThatRefuses({ S1: 'auth_required' });
  const done = await decideRows(context, model, 'id', rowsOf('S1', 'S2'), { decision: 'ask', note: 'x', attendance: null }, () => undefined);
  assert.deepEqual([done.decided.length, done.failed.length, asked.length, sending.value.size], [0, 1, 1, 0]);
});
