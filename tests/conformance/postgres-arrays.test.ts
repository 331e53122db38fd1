import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { binaryArray } from '../../src/store/postgres/binary-arrays.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';

let postgres: SomePostgres;
let client: pg.Client;

before(async () => {
  postgres = await somePostgres();
  client = new pg.Client({ connectionString: await postgres.newDatabase() });
  await client.connect();
});
after(async () => {
  await client.end();
  await postgres.remove();
});

const text = fc.string({ unit: 'binary' }).map((letters) => letters.replaceAll('\0', '').toWellFormed());
const row = fc.tuple(fc.option(text), fc.option(fc.uint8Array({ maxLength: 40 })), fc.option(fc.maxSafeInteger()));

test('PostgreSQL reads of a binary array what was written, whatever it is, and nulls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
      const asked = await client.query<[string | null, Buffer | null, string | null]>({
        text: 'select * from unnest($1::text[], $2::bytea[], $3::bigint[])',
        values: [binaryArray('text', rows.map(([letters]) => letters)), binaryArray('bytea', rows.map(([, bytes]) => bytes)), binaryArray('bigint', rows.map(([, , number]) => number))],
        rowMode: 'array',
      });
      const read = asked.rows.map(([letters, bytes, number]) => [letters, bytes === null ? null : new Uint8Array(bytes), number === null ? null : Number(number)]);
      assert.deepEqual(read, rows);
    }),
    { numRuns: 200 },
  );
});

test('a number that is no whole one is refused', () => {
  for (const wrong of [1.5, Number.NaN, 2 ** 60, true]) assert.throws(() => binaryArray('bigint', [wrong]), /no whole number/);
});
