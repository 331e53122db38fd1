import { sql, type Kysely } from 'kysely';
import type { Batching } from '../../attendance/group-commit.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { deskReadsOn } from '../desk/desk-reads.ts';
import { deviceReadsOn } from '../ports/device-reads.ts';
import { displayReadsOn } from '../ports/display-reads.ts';
import { insightReadsOn } from '../ports/insight-store.ts';
import { checkVersion, migrate, migrations, readVersion, type Migration, type TooNew } from '../migrate.ts';
import { hasBegun } from '../move/move-progress.ts';
import type { AnyTables } from '../move/table-order.ts';
import type { Store } from '../open.ts';
import { policyReadsOn } from '../ports/policy-store.ts';
import { postgresQuirks } from '../sql/quirks.ts';
import { recordReadsOn } from '../ports/record-reads.ts';
import { sessionReadsOn } from '../ports/session-reads.ts';
import { staffReadsOn } from '../ports/staff-reads.ts';
import type { Tables } from '../tables.ts';
import { writesOn } from '../writes.ts';
import { applicationName, connectionsTo, type Connections, type PostgresOptions } from './connect.ts';
import { kyselyOn } from './dialect.ts';
import { writeLock } from './locks.ts';
import { commitOnPostgres } from './quick-commit.ts';
import { notifyStatement, openLine } from './signals.ts';

export type DatabaseUnusable = { readonly code: 'database_unusable'; readonly detail: string };

export interface OpenPostgres extends PostgresOptions {
  /** Those that this program knows; a test names others. */
  readonly through?: readonly Migration[];
}

/** Opens the database, migrates it where that is needed, and sees that it can be written. Any number of processes may. */
export async function openPostgres({ through = migrations, ...options }: OpenPostgres): Promise<Result<Store, DatabaseUnusable | TooNew>> {
  try {
    const migrated = await migrateAlone(options, through);
    if (!migrated.ok) return migrated;
    const connections = connectionsTo({ ...options, tables: through.length });
    const db = kyselyOn(connections);
    const store = storeOn(options, connections, db);
    try {
      if (await isHalfMoved(db)) {
        await store.close();
        return fail({ code: 'database_unusable', detail: `cannot use the database ${withoutPassword(options.url)} (a part of a data directory is in it, since "attend migrate" broke off): run that command again until it ends with 0` });
      }
      await store.ping();
      return ok(store);
    } catch (error) {
      await store.close().catch(() => {});
      throw error;
    }
  } catch (error) {
    return fail(unusableDatabase(options.url, error));
  }
}

/** What is still missing would be taken for what never was, and what is written now would be in the way of the rest. */
export function isHalfMoved(db: Kysely<Tables>): Promise<boolean> {
  return hasBegun(db as unknown as Kysely<AnyTables>);
}

/**
 * Processes that start together migrate once: the others wait. Nobody writes meanwhile, and the connections of programs that know the
 * tables of before end with them; they are told why when they connect again. Both locks are of the one connection, so they are free when the
 * process dies.
 */
export async function migrateAlone({ url }: PostgresOptions, through = migrations): Promise<Result<number, TooNew>> {
  const connections = connectionsTo({ url, connections: 1, hurry: 'none' });
  const db = kyselyOn(connections);
  const ask = (statement: string) => sql.raw(statement).execute(db);
  try {
    await ask(`select pg_advisory_lock(${writeLock + 1})`);
    const version = checkVersion(await readVersion(db), through.length);
    if (!version.ok || version.value === through.length) return version;
    await ask(`select pg_advisory_lock(${writeLock})`);
    await migrate(db, postgresQuirks, through);
    if (version.value > 0) await ask(`select pg_terminate_backend(pid) from pg_stat_activity where ${isOther}`);
    return version;
  } finally {
    await connections.pool.end();
  }
}

const isOther = `application_name = '${applicationName}' and datname = current_database() and usename = current_user and pid <> pg_backend_pid()`;

/** While one batch is stored the next is on its way, and waits at the database for the lock: half of what a hall sends leaves it nothing to wait for. */
const batching: Batching = { maxInFlight: 2, enough: 160 };

function storeOn(options: PostgresOptions, connections: Connections, db: Kysely<Tables>): Store {
  const { pool } = connections;
  const writes = { ...writesOn(db, postgresQuirks), commit: commitOnPostgres(connections, db) };
  const line = openLine(options.url, (payloads) => pool.query(notifyStatement, [payloads]));
  let ended: Promise<void> | undefined;
  return {
    sessions: { ...sessionReadsOn(db), ...writes },
    records: { ...recordReadsOn(db), ...writes },
    staff: { ...staffReadsOn(db), ...writes },
    insight: { ...insightReadsOn(db), ...writes },
    devices: { ...deviceReadsOn(db), ...writes },
    displays: { ...displayReadsOn(db), ...writes, report: writes.reportDisplay },
    desk: { ...deskReadsOn(db), ...writes },
    policies: { ...policyReadsOn(db), ...writes },
    ping: () => writes.probe(),
    signals: line.signals,
    batching,
    writer: null,
    close: () => (ended ??= line.close().then(() => pool.end())),
  };
}

export function unusableDatabase(url: string, error: unknown): DatabaseUnusable {
  const said = error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
  const why = /password must be a(?: non-empty)? string/.test(said) ? 'it asks for a password and none is given' : said;
  const remedy = 'check DATABASE_URL, that the server runs and lets this user create tables in that database';
  return { code: 'database_unusable', detail: `cannot use the database ${withoutPassword(url)} (${why}): ${remedy}` };
}

/** A message is read by more people than a password is for. */
export function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:***@');
}
