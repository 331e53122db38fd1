import type { PoolClient } from 'pg';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { connectionsTo, type PostgresOptions } from './connect.ts';
import { unusableDatabase, type DatabaseUnusable } from './open.ts';

/** What a PostgreSQL server says of itself to this user. */
export interface ServerFacts {
  readonly version: string;
  /** As 150004 for 15.4. */
  readonly number: number;
  readonly mayCreate: boolean;
  /** Tables that this user could not change. */
  readonly foreignTables: number;
  readonly databaseBytes: number;
  /** How long a commit takes, in the median of a few; null where nothing can be written. */
  readonly commitMs: number | null;
  readonly isStandby: boolean;
  /** `synchronous_commit` as this program asks for it. */
  readonly commit: string;
  readonly fsync: string;
  readonly standbys: string;
  /** Connections that are left. */
  readonly free: number;
  /** Between its clock and the one that was handed in. */
  readonly clockOffMs: number;
}

const query = `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
  has_schema_privilege('public', 'create') as "mayCreate", pg_is_in_recovery() as "isStandby",
  (select count(*)::int from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not pg_has_role(relowner, 'member')) as "foreignTables",
  pg_database_size(current_database())::float8 as "databaseBytes",
  current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync, current_setting('synchronous_standby_names') as standbys,
  current_setting('max_connections')::int - (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as free,
  extract(epoch from clock_timestamp())::float8 * 1000 as at`;

/** Written to the log of changes and nowhere else, so that a commit has something to keep. */
const noteNothing = `select pg_logical_emit_message(true, 'attend doctor', '')`;
const commits = 5;

export interface Clocks {
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
}

export async function inspectServer({ url }: PostgresOptions, { nowMs, monotonicMs }: Clocks): Promise<Result<ServerFacts, DatabaseUnusable>> {
  const { pool, connect } = connectionsTo({ url, connections: 1 });
  try {
    const client = await connect();
    try {
      const askedAtMs = nowMs();
      const { rows } = await client.query<Omit<ServerFacts, 'clockOffMs' | 'commitMs'> & { readonly at: number }>(query);
      const { at, ...facts } = rows[0]!;
      const clockOffMs = Math.abs((askedAtMs + nowMs()) / 2 - at);
      return ok({ ...facts, clockOffMs, commitMs: await timeCommits(client, monotonicMs).catch(() => null) });
    } finally {
      client.release();
    }
  } catch (error) {
    return fail(unusableDatabase(url, error));
  } finally {
    await pool.end();
  }
}

async function timeCommits(client: PoolClient, monotonicMs: () => number): Promise<number> {
  const times: number[] = [];
  while (times.length < commits) {
    const startedMs = monotonicMs();
    await client.query(noteNothing);
    times.push(monotonicMs() - startedMs);
  }
  return times.toSorted((left, right) => left - right)[Math.floor(commits / 2)]!;
}
