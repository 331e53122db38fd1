import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { rowsIn } from '../support/rows-in.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';
import { aSession, deviceless, someEvidence } from './samples.ts';

let postgres: SomePostgres;
before(async () => {
  postgres = await somePostgres();
});
after(() => postgres.remove());

test('a new database is counted while it fills, and not by the clock; phones that come later are counted when they come', async (context) => {
  const url = await postgres.newDatabase();
  const opened = await openPostgres({ url });
  assert.ok(opened.ok);
  context.after(() => opened.value.close());
  const { sessions, records } = opened.value;
  await sessions.insertSession(aSession());
  const counted = async () => (await rowsIn(url, `select reltuples::integer as rows from pg_class where relname in ('evidence', 'device', 'link') order by relname`)).map(({ rows }) => Number(rows));
  assert.deepEqual(await counted(), [-1, -1, -1]);
  const hall = (make: typeof someEvidence, from: number, count: number) => Array.from({ length: count }, (_, index) => make(String(from + index), `e${from + index}`));
  async function untilCounted(wanted: readonly number[]): Promise<void> {
    for (const endMs = performance.now() + 10_000; !isDeepStrictEqual(await counted(), wanted); await pause(20)) {
      assert.ok(performance.now() < endMs, `${String(await counted())} rows were counted and not ${String(wanted)}`);
    }
  }
  await records.commit(hall(deviceless, 0, 500));
  await untilCounted([-1, 500, -1]);
  await records.commit(hall(someEvidence, 1000, 130));
  await untilCounted([130, 630, 130]);
  await records.commit(hall(someEvidence, 2000, 400));
  await untilCounted([530, 1030, 530]);
});
