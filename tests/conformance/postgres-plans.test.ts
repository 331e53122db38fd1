import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { ArrayColumn } from '../../src/store/postgres/binary-arrays.ts';
import { connectionsTo, type Connections } from '../../src/store/postgres/connect.ts';
import { kyselyOn } from '../../src/store/postgres/dialect.ts';
import { migrateAlone } from '../../src/store/postgres/open.ts';
import { commitOnPostgres } from '../../src/store/postgres/quick-commit.ts';
import { inOneTrip } from '../../src/store/postgres/trip.ts';
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

type Explained = { readonly 'QUERY PLAN': readonly [{ readonly Plan: Plan }] };

/** Columns are made as the store sends them; lists are the client library's. */
async function explain(client: pg.PoolClient, statement: Statement): Promise<readonly Explained[]> {
  if (!statement.values.some((value) => value instanceof ArrayColumn)) return (await client.query<Explained>(statement.text, [...statement.values])).rows;
  const [result] = await inOneTrip(client, [statement]);
  return result!.rows as readonly unknown[] as readonly Explained[];
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
    const [explained] = await explain(client, { text: `explain (format json) ${text}`, values });
    for (const node of nodesOf(explained!['QUERY PLAN'][0].Plan)) {
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

test('the statement of a batch is planned once a connection, however small its batches are, and nothing else keeps its plans longer for it', async () => {
  const url = await postgres.newDatabase();
  await migrateAlone({ url });
  const own = connectionsTo({ url, connections: 1 });
  try {
    const db = kyselyOn(own);
    await writesOn(db, postgresQuirks).insertSession(aSession({ identity: 'open' }));
    const commit = commitOnPostgres(own, db);
    for (let student = 0; student < 9; student++) assert.equal((await commit([deviceless(String(student), `e${student}`)]))[0]!.kind, 'stored');
    const { rows } = await own.pool.query(`select sum(custom_plans)::integer as anew, sum(generic_plans)::integer as kept from pg_prepared_statements where statement like 'with known%'`);
    assert.deepEqual(rows, [{ anew: 0, kept: 9 }]);
    assert.deepEqual((await own.pool.query('show plan_cache_mode')).rows, [{ plan_cache_mode: 'auto' }]);
  } finally {
    await own.pool.end();
  }
});
