import assert from 'node:assert/strict';
import { test } from 'node:test';

import { serverLog } from './log.ts';

function logged(error: unknown): Record<string, unknown> {
  let line = '';
  serverLog('error', { write: (text) => void (line += text) }).error({ err: error }, 'a mistake of the server');
  return (JSON.parse(line) as { readonly err: Record<string, unknown> }).err;
}

test('of an error is logged what it is and where it came from, and not the row that a driver hangs on it', () => {
  const conflict = Object.assign(new Error('duplicate key value violates unique constraint "record_pkey"'), {
    ...{ code: '23505', detail: 'Key (institution_id, student_key)=(1, 2022IMT-048) already exists.', where: '2022IMT-048', parameters: ['2022IMT-048'] },
  });
  const { stack, cause, ...shown } = logged(new Error('not stored', { cause: conflict }));
  assert.deepEqual(shown, { type: 'Error', message: 'not stored' });
  assert.match(String(stack), /log\.test\.ts/);
  const { stack: _, ...why } = cause as Record<string, unknown>;
  assert.deepEqual(why, { type: 'Error', message: conflict.message, code: '23505' });
  assert.doesNotMatch(JSON.stringify([stack, cause]), /2022IMT/);
});

test('what is thrown and is no error is not written out', () => {
  assert.doesNotMatch(JSON.stringify(logged({ student: '2022IMT-048' })), /2022IMT/);
  assert.doesNotMatch(JSON.stringify(logged('2022IMT-048')), /2022IMT/);
});
