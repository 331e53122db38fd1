import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { TestContext } from 'node:test';
import type { Store } from '../../src/store/open.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';
import { suites } from './suites.ts';
import { cleanUp } from './temp-store.ts';

let postgres: SomePostgres;
before(async () => {
  postgres = await somePostgres();
});
after(() => postgres.remove());

/** Many databases sort as their country does; SQLite, which is held to the same, by bytes. */
async function openEmptyDatabase(test: TestContext): Promise<Store> {
  const opened = await openPostgres({ url: await postgres.newDatabase('english') });
  assert.ok(opened.ok, `opens: ${JSON.stringify(opened)}`);
  cleanUp(test, () => opened.value.close());
  return opened.value;
}

for (const suite of suites) suite('PostgreSQL', openEmptyDatabase);
