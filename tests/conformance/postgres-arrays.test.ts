import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { columnOf } from '../../src/store/postgres/binary-arrays.ts';
import { inOneTrip } from '../../src/store/postgres/trip.ts';
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
      const values = [columnOf('text', rows, ([letters]) => letters), columnOf('bytea', rows, ([, bytes]) => bytes), columnOf('bigint', rows, ([, , number]) => number)];
      const [asked] = await inOneTrip(client, [{ text: 'select * from unnest($1::text[], $2::bytea[], $3::bigint[]) as row (letters, bytes, number)', values }]);
      const read = asked!.rows.map(({ letters, bytes, number }) => [letters, bytes, number]);
      assert.deepEqual(read, rows);
    }),
    { numRuns: 200 },
  );
});

test('single values and texts of any length are read as they were written', async () => {
  const letters = fc.oneof(text, text.map((some) => some.repeat(500)), fc.constant('é'.repeat(24)), fc.constant('a'.repeat(200_000)));
  await fc.assert(
    fc.asyncProperty(fc.option(letters), fc.option(fc.uint8Array({ maxLength: 300 })), fc.maxSafeInteger(), async (some, bytes, number) => {
      const [asked] = await inOneTrip(client, [{ text: 'select $1::text as some, $2::bytea as bytes, $3::bigint as number, $1::text as again', values: [some, bytes, number] }]);
      assert.deepEqual(asked!.rows, [{ some, bytes, number, again: some }]);
    }),
    { numRuns: 100 },
  );
});

test('a value that no column takes is refused, and the connection is as good as before', async () => {
  for (const wrong of [1.5, Number.NaN, 2 ** 60]) {
    await assert.rejects(inOneTrip(client, [{ text: 'select $1::bigint[] as column', values: [columnOf('bigint', [wrong], (value) => value)] }]), /no whole number/);
  }
  await assert.rejects(inOneTrip(client, [{ text: 'select 1 as kept', values: [] }, { text: 'select $1::text as other', values: [true] }]), /no value of a statement/);
  assert.deepEqual((await inOneTrip(client, [{ text: 'select 1 as kept', values: [] }]))[0]!.rows, [{ kept: 1 }]);
});
