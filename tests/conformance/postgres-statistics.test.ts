import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { rowsIn } from '../support/rows-in.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';
import { aSession, someEvidence } from './samples.ts';

let postgres: SomePostgres;
before(async () => {
  postgres = await somePostgres();
});
after(() => postgres.remove());

test('a new database is counted while it fills, and not by the clock', async (context) => {
  const url = await postgres.newDatabase();
  const opened = await openPostgres({ url });
  assert.ok(opened.ok);
  context.after(() => opened.value.close());
  const { sessions, records } = opened.value;
  await sessions.insertSession(aSession());
  const counted = async () => (await rowsIn(url, `select reltuples::integer as rows from pg_class where relname in ('evidence', 'device', 'link') order by relname`)).map(({ rows }) => Number(rows));
  assert.deepEqual(await counted(), [-1, -1, -1]);
  const hall = (from: number, count: number) => Array.from({ length: count }, (_, index) => someEvidence(String(from + index), `e${from + index}`));
  for (const [from, count] of [[0, 130], [1000, 400]] as const) {
    const before = await counted();
    await records.commit(hall(from, count));
    for (const endMs = performance.now() + 10_000; (await counted()).some((rows, table) => rows <= before[table]!); await pause(20)) {
      assert.ok(performance.now() < endMs, `${String(await counted())} rows were counted`);
    }
  }
  assert.deepEqual(await counted(), [530, 530, 530]);
});
