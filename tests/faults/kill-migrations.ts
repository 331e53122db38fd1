import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { KyselyPlugin } from 'kysely';

import { migrate, migrations, schemaVersion } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open.ts';
import { connectionsTo } from '../../src/store/postgres/connect.ts';
import { kyselyOn as kyselyOnPostgres } from '../../src/store/postgres/dialect.ts';
import { postgresQuirks, sqliteQuirks } from '../../src/store/sql/quirks.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import { assertFacts } from '../conformance/eras/era-facts.ts';
import { writeEra, type Era } from '../conformance/eras/era.ts';
import { rowsIn } from '../support/rows-in.ts';

/** Migrates a database of version 1 to this program's, killing the process that does it in every step, and looks every fact up in the end. */
export interface KilledMigrations {
  readonly kills: number;
  /** Of the migrations, with the statements that each was killed before. */
  readonly steps: readonly { readonly version: number; readonly killedBefore: readonly number[] }[];
}

export interface KillPlan {
  /** An empty PostgreSQL database; the embedded one otherwise. */
  readonly databaseUrl?: string;
  /** `few` is a statement in the middle of each migration, and the commit of the newest. */
  readonly which: 'few' | 'every';
}

export async function killMigrations({ databaseUrl, which }: KillPlan): Promise<KilledMigrations> {
  const dataDir = mkdtempSync(join(tmpdir(), 'attend-migrations-'));
  try {
    const era = await writeFirstEra(dataDir, databaseUrl);
    const steps: { version: number; killedBefore: number[] }[] = [];
    for (let version = 2; version <= schemaVersion; version++) {
      const killedBefore: number[] = [];
      steps.push({ version, killedBefore });
      const few = await fewStatementsOf(version, dataDir, databaseUrl);
      for (let statement = 1; ; statement++) {
        if (which === 'few' && !few.includes(statement)) {
          if (statement > few.at(-1)!) break;
          continue;
        }
        // Beyond its last statement it is the next migration's turn, or the process lives.
        if (!(await isKilledBefore(statement, dataDir, databaseUrl)) || (await versionOf(dataDir, databaseUrl)) >= version) break;
        assert.equal(await versionOf(dataDir, databaseUrl), version - 1);
        killedBefore.push(statement);
      }
      await migrateTo(version, dataDir, databaseUrl);
    }
    const opened = await openStore({ dataDir, databaseUrl, hold: 'serve' });
    assert.ok(opened.ok, JSON.stringify(opened));
    await assertFacts(opened.value, era).finally(() => opened.value.close());
    assert.equal(await versionOf(dataDir, databaseUrl), schemaVersion);
    return { kills: steps.reduce((sum, { killedBefore }) => sum + killedBefore.length, 0), steps };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

async function onDatabase<Value>(dataDir: string, databaseUrl: string | undefined, work: (...on: Parameters<typeof migrate>) => Promise<Value>): Promise<Value> {
  if (databaseUrl === undefined) {
    const database = connect(join(dataDir, 'attendance.sqlite'), 'writer');
    return work(kyselyOn(database), sqliteQuirks).finally(() => database.close());
  }
  const connections = connectionsTo({ url: databaseUrl, connections: 1 });
  return work(kyselyOnPostgres(connections), postgresQuirks).finally(() => connections.pool.end());
}

function writeFirstEra(dataDir: string, databaseUrl: string | undefined): Promise<Era> {
  return onDatabase(dataDir, databaseUrl, (db, quirks) => writeEra(db, quirks, 1));
}

function migrateTo(version: number, dataDir: string, databaseUrl: string | undefined): Promise<void> {
  return onDatabase(dataDir, databaseUrl, (db, quirks) => migrate(db, quirks, migrations.slice(0, version)));
}

async function isKilledBefore(statement: number, dataDir: string, databaseUrl: string | undefined): Promise<boolean> {
  const args = [resolve(import.meta.dirname, 'migrating-child.ts'), String(statement), dataDir, ...(databaseUrl === undefined ? [] : [databaseUrl])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.ok(code === 0 || signal === 'SIGKILL', `it ended with ${code ?? signal}`);
  return signal === 'SIGKILL';
}

async function versionOf(dataDir: string, databaseUrl: string | undefined): Promise<number> {
  const query = 'select max(version) as version from schema_version';
  if (databaseUrl !== undefined) return Number((await rowsIn(databaseUrl, query))[0]!['version']);
  const database = new DatabaseSync(join(dataDir, 'attendance.sqlite'));
  const row = database.prepare(query).get();
  database.close();
  return Number(row!['version']);
}

/** Counted in a transaction that is taken back; behind them come the note of the version and the commit. */
async function fewStatementsOf(version: number, dataDir: string, databaseUrl: string | undefined): Promise<readonly number[]> {
  const takenBack = new Error('counted');
  let statements = 0;
  const counting: KyselyPlugin = { transformQuery: ({ node }) => (statements++, node), transformResult: async ({ result }) => result };
  await onDatabase(dataDir, databaseUrl, async (db, quirks) => {
    const change = db.withPlugin(counting).transaction().execute(async (tx) => {
      await migrations[version - 1]!.migrate(tx, quirks);
      throw takenBack;
    });
    await assert.rejects(change, takenBack);
  });
  const middle = Math.ceil(statements / 2);
  return version === schemaVersion ? [middle, statements + 2] : [middle];
}
