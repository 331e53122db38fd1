import { fail, ok, type Result } from '../../protocol/result.ts';
import { connectionsTo, type PostgresOptions } from './connect.ts';
import { unusableDatabase, type DatabaseUnusable } from './open.ts';

/** What a PostgreSQL server says of itself to this user. */
export interface ServerFacts {
  readonly version: string;
  /** As 150004 for 15.4. */
  readonly number: number;
  readonly mayCreate: boolean;
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
  current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync, current_setting('synchronous_standby_names') as standbys,
  current_setting('max_connections')::int - (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as free,
  extract(epoch from clock_timestamp())::float8 * 1000 as at`;

export async function inspectServer({ url }: PostgresOptions, nowMs: () => number): Promise<Result<ServerFacts, DatabaseUnusable>> {
  const { pool, connect } = connectionsTo({ url, connections: 1 });
  try {
    const client = await connect();
    const askedAtMs = nowMs();
    const { rows } = await client.query<Omit<ServerFacts, 'clockOffMs'> & { readonly at: number }>(query).finally(() => client.release());
    const { at, ...facts } = rows[0]!;
    return ok({ ...facts, clockOffMs: Math.abs((askedAtMs + nowMs()) / 2 - at) });
  } catch (error) {
    return fail(unusableDatabase(url, error));
  } finally {
    await pool.end();
  }
}
