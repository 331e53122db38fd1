import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompiledQuery } from 'kysely';
import { sharedColumns, shareParameters } from './shared-parameters.ts';

test('columns that say the same in every row are shared, bytes never, and few rows share nothing', () => {
  const rows = Array.from({ length: 8 }, (_, index) => ['same', index, null, new Uint8Array(2)]);
  assert.deepEqual(sharedColumns(rows), [0, 2]);
  assert.deepEqual(sharedColumns(rows.slice(1)), []);
  assert.deepEqual(sharedColumns([]), []);
});

test('every row names the shared parameters and its own, in order', () => {
  const query = { sql: 'values ($1, $2, $3), ($4, $5, $6)', parameters: [] } as unknown as CompiledQuery;
  assert.equal(shareParameters(query, 3, [0, 2]).sql, 'values ($1, $3, $2), ($1, $4, $2)');
  assert.equal(shareParameters(query, 3, []), query);
});
