import type { Kysely } from 'kysely';
import type pg from 'pg';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { deskReadsOn } from '../desk-reads.ts';
import { deviceReadsOn } from '../device-reads.ts';
import { displayReadsOn } from '../display-reads.ts';
import { insightReadsOn } from '../insight-store.ts';
import { checkVersion, migrate, readVersion, type TooNew } from '../migrate.ts';
import type { Store } from '../open.ts';
import { policyReadsOn } from '../policy-store.ts';
import { postgresQuirks } from '../quirks.ts';
import { recordReadsOn } from '../record-reads.ts';
import { sessionReadsOn } from '../session-reads.ts';
import { staffReadsOn } from '../staff-reads.ts';
import type { Tables } from '../tables.ts';
import { writesOn } from '../writes.ts';
import { connectionPool, type PostgresOptions } from './connect.ts';
import { kyselyOn, writeLock } from './dialect.ts';
import { notifyStatement, openLine } from './signals.ts';

export type DatabaseUnusable = { readonly code: 'database_unusable'; readonly detail: string };

/** Opens the database, migrates it where that is needed, and sees that it can be written. Any number of processes may. */
export async function openPostgres(options: PostgresOptions): Promise<Result<Store, DatabaseUnusable | TooNew>> {
  const pool = connectionPool(options);
  try {
    const db = kyselyOn(pool);
    const migrated = await migrateAlone(pool, db);
    if (!migrated.ok) {
      await pool.end();
      return migrated;
    }
    const store = storeOn(options, pool, db);
    await store.ping();
    return ok(store);
  } catch (error) {
    await pool.end().catch(() => {});
    return fail(unusableDatabase(options.url, error));
  }
}

/** Processes that start together migrate once: the others wait. The lock is this session's, so it is free when the process dies. */
export async function migrateAlone(pool: pg.Pool, db: Kysely<Tables>): Promise<Result<number, TooNew>> {
  const holder = await pool.connect();
  try {
    await holder.query(`select pg_advisory_lock(${writeLock + 1})`);
    const version = checkVersion(await readVersion(db));
    if (version.ok) await migrate(db, postgresQuirks);
    return version;
  } finally {
    await holder.query(`select pg_advisory_unlock(${writeLock + 1})`).catch(() => {});
    holder.release();
  }
}

function storeOn(options: PostgresOptions, pool: pg.Pool, db: Kysely<Tables>): Store {
  const writes = writesOn(db, postgresQuirks);
  const line = openLine(options, (payloads) => pool.query(notifyStatement, [payloads]));
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
    close: () => (ended ??= line.close().then(() => pool.end())),
  };
}

export function unusableDatabase(url: string, error: unknown): DatabaseUnusable {
  const why = error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
  const remedy = 'check DATABASE_URL, that the server runs and lets this user create tables in that database';
  return { code: 'database_unusable', detail: `cannot use the database ${withoutPassword(url)} (${why}): ${remedy}` };
}

/** A message is read by more people than a password is for. */
export function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:***@');
}
