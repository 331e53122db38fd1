import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { connectionsTo, type Connections } from '../../src/store/postgres/connect.ts';
import { kyselyOn } from '../../src/store/postgres/dialect.ts';
import { migrateAlone } from '../../src/store/postgres/open.ts';
import { commitOnPostgres } from '../../src/store/postgres/quick-commit.ts';
import { postgresQuirks } from '../../src/store/sql/quirks.ts';
import { recordReadsOn } from '../../src/store/ports/record-reads.ts';
import { sessionReadsOn } from '../../src/store/ports/session-reads.ts';
import { writesOn } from '../../src/store/writes.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';
import { anAttempt, aSession, bytesOf, classId, deviceless, institutionId, someEvidence, startMs } from './samples.ts';

/** A submission's way through the database, statement by statement, as PostgreSQL would go it in a large one. */

let postgres: SomePostgres;
let connections: Connections;
before(async () => {
  postgres = await somePostgres();
  const url = await postgres.newDatabase();
  await migrateAlone({ url });
  connections = connectionsTo({ url, connections: 2 });
});
after(async () => {
  await connections.pool.end();
  await postgres.remove();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Plan[];
}

type Statement = { readonly text: string; readonly values: readonly unknown[] };

/** Notes what is sent over connections that are handed out from now on. */
function noting(seen: Map<string, Statement>): Connections {
  return {
    pool: connections.pool,
    async connect() {
      const client = await connections.connect();
      return new Proxy(client, {
        get(target, name) {
          const value = Reflect.get(target, name) as unknown;
          if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value;
          return (statement: Statement | string | { readonly statements: readonly Statement[] }) => {
            for (const each of typeof statement === 'string' ? [] : 'statements' in statement ? statement.statements.filter(({ values }) => values.length > 0) : [statement]) seen.set(each.text, each);
            return target.query(statement as pg.QueryConfig);
          };
        },
      });
    },
  };
}

function* nodesOf(plan: Plan): Generator<Plan> {
  yield plan;
  for (const below of plan.Plans ?? []) yield* nodesOf(below);
}

test('a submission reads and writes nothing outside of its institution, and no table from end to end', async (context) => {
  const seen = new Map<string, Statement>();
  const noted = noting(seen);
  const db = kyselyOn(noted);
  const writes = { ...writesOn(db, postgresQuirks), commit: commitOnPostgres(noted, db) };
  const session = aSession();
  await writes.insertSession(session);
  const sessions = sessionReadsOn(db);
  await sessions.findSession(institutionId, classId);
  await sessions.findSessionByTag(institutionId, session.tag);
  await sessions.listSessionsOpenBetween(institutionId, startMs, startMs);
  const first = someEvidence('1', 'first');
  await writes.commit([deviceless('4', 'c'), anAttempt('5')]);
  await writes.commit([deviceless('2', 'a'), first, anAttempt('3')]);
  await writes.commit([someEvidence('1', 'first'), deviceless('2', 'b')]);
  await writes.commit([someEvidence('1', 'next', { deviceId: first.deviceId, chain: { seq: 1, prev: first.entryId }, head: bytesOf('head') })]);
  const records = recordReadsOn(db);
  await records.findEvidence(institutionId, first.entryId);
  await records.findRecord(institutionId, classId, '1');
  await records.changesAfter(institutionId, classId, 0, 10);
  await sessions.countsOf(institutionId, classId);
  assert.ok(seen.size > 20, `${seen.size} statements were seen`);

  const client = await connections.connect();
  context.after(() => client.release(true));
  // Small tables are read whole because that is cheaper; what matters is what is possible in large ones.
  await client.query('set enable_seqscan = off; set enable_bitmapscan = off');
  const wrong: string[] = [];
  for (const { text, values } of seen.values()) {
    const { rows } = await client.query<{ readonly 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>(`explain (format json) ${text}`, [...values]);
    for (const node of nodesOf(rows[0]!['QUERY PLAN'][0].Plan)) {
      if (node['Node Type'] === 'Seq Scan') wrong.push(`${node['Relation Name']} is read whole: ${text}`);
      if (node['Node Type'].startsWith('Index') && !/\binstitution_id\b/.test(node['Index Cond'] ?? '')) wrong.push(`${node['Index Name']} crosses institutions: ${text}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('every key of a table that grows leads with the institution', async () => {
  const { rows } = await connections.pool.query<{ readonly table: string; readonly first: string }>(
    `select c.relname as table, a.attname as first from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] where i.indisprimary and n.nspname = 'public'`,
  );
  const others = rows.filter(({ first }) => first !== 'institution_id').map(({ table }) => table);
  assert.deepEqual(others, ['schema_version']);
});
