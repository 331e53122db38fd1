import assert from 'node:assert/strict';
import { test } from 'node:test';

import { schemaVersion } from '../../src/store/migrate.ts';
import { somePostgres } from '../support/some-postgres.ts';
import { killMigrations } from './kill-migrations.ts';

test('a process that is killed in any migration, on either engine, leaves the version before, and the next one ends at the newest with every fact', { timeout: 120_000 }, async (context) => {
  const postgres = await somePostgres();
  try {
    const both = await Promise.all([killMigrations({ which: 'few' }), killMigrations({ which: 'few', databaseUrl: await postgres.newDatabase() })]);
    for (const { steps } of both) {
      context.diagnostic(steps.map(({ version, killedBefore }) => `to version ${version} before the statements ${killedBefore.join(', ')}`).join('; '));
      assert.equal(steps.length, schemaVersion - 1);
      for (const { version, killedBefore } of steps) assert.equal(killedBefore.length, version === schemaVersion ? 2 : 1, `version ${version}: ${killedBefore.join(', ')}`);
    }
  } finally {
    await postgres.remove();
  }
});
