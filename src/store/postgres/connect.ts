import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { StorageUnavailable } from '../../attendance/ports.ts';
import { targetsOf, type Targets } from './targets.ts';

/**
 * How long a request waits for a connection, and a statement for the database, before the caller is told to come back. A node that vanished in
 * the middle of a transaction holds the others up no longer than `idleMs`.
 */
const patience = { connectMs: 3_000, statementMs: 10_000, lockMs: 5_000, idleMs: 10_000 } as const;

/** How long an answer is waited for before the connection is given up: longer than the server gives a statement. */
export const answerMs = patience.statementMs + 1_000;

export const defaultConnections = 8;

/** By which the processes of this program know each other's connections; those that migrate, or wait for their turn to, have another. */
export const applicationName = 'attend';

export interface PostgresOptions {
  /** As PostgreSQL's own tools take it: `postgres://user:password@host:port/database`, also with several hosts. */
  readonly url: string;
  readonly connections?: number;
  /** For work that nobody waits for, and that takes as long as it takes: migrating, moving. */
  readonly hurry?: 'none';
  /** The version of the tables that the statements are made for: no connection to newer ones is used. */
  readonly tables?: number;
}

/** The connections of this process, opened when they are first needed. */
export interface Connections {
  readonly pool: pg.Pool;
  /** A connection to the host that takes writes, each host tried once; to be released. */
  connect(): Promise<pg.PoolClient>;
}

/**
 * A commit returns after the write-ahead log is on the disk, and on the synchronous standbys where there are any: a database that was told
 * to be careless (`synchronous_commit=off`) is told otherwise.
 */
export function connectionsTo({ url, connections = defaultConnections, hurry, tables }: PostgresOptions): Connections {
  const targets = targetsOf(url);
  async function inspect(client: pg.ClientBase): Promise<void> {
    if (targets.count > 1) await refuseStandby(client);
    if (tables !== undefined) await refuseNewerTables(client, tables);
  }

  const pool = new pg.Pool({
    Client: clientOf(targets, hurry),
    max: connections,
    connectionTimeoutMillis: patience.connectMs,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: hurry === 'none' ? `${applicationName} migrating` : applicationName,
    options: optionsOf({ synchronous_commit: 'on', timezone: 'UTC', ...keepAlive, ...(hurry === 'none' ? {} : timeouts) }),
    types: { getTypeParser },
    ...(targets.count > 1 || tables !== undefined ? { onConnect: inspect } : {}),
  } as pg.PoolConfig);
  // A connection that breaks leaves the pool; who works on it hears by the answer that it waits for, who asks next gets a new one.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));

  async function connect(): Promise<pg.PoolClient> {
    for (let left = targets.count; ; left--) {
      const target = targets.current();
      try {
        return await pool.connect();
      } catch (error) {
        targets.turn(target);
        if (left <= 1) throw error;
      }
    }
  }

  return { pool, connect };
}

const timeouts = { statement_timeout: patience.statementMs, lock_timeout: patience.lockMs, idle_in_transaction_session_timeout: patience.idleMs };

/** So that the server notices within seconds that this machine is gone. */
const keepAlive = { tcp_keepalives_idle: 5, tcp_keepalives_interval: 2, tcp_keepalives_count: 3 };

function optionsOf(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`).join(' ');
}

/** The library gives a query a timer of its own; what is handed to it ready to be sent, a trip, has a watch of its connection. */
function clientOf(targets: Targets, hurry: PostgresOptions['hurry']): typeof pg.Client {
  const timeout = hurry === 'none' ? {} : { query_timeout: answerMs };
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionString: targets.current() });
      // The library leaves a connection open that it gave up by itself while it signed in, and with it a process that has nothing left to do.
      const { connection } = this as unknown as { readonly connection: EventEmitter & { readonly stream: Duplex } };
      connection.once('error', () => connection.stream.destroy());
    }

    override query(query: string | pg.QueryConfig | pg.Submittable, ...rest: readonly unknown[]): never {
      const timed = typeof query === 'string' ? { text: query, ...timeout } : 'submit' in query ? query : { ...query, ...timeout };
      return super.query(timed as pg.QueryConfig, ...(rest as [])) as never;
    }
  };
}

/** A standby answers reads alone; among several hosts it is passed over. */
export async function refuseStandby(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ readonly isStandby: boolean }>('select pg_is_in_recovery() as "isStandby"');
  if (rows[0]?.isStandby !== false) throw Object.assign(new Error('this host is a standby'), { code: '25006' });
}

/** Whoever brings the tables to a newer version ends the connections of older programs, so that one that connects finds them as they will stay. */
async function refuseNewerTables(client: pg.ClientBase, known: number): Promise<void> {
  const { rows } = await client.query<{ readonly version: number }>('select max(version)::int as version from schema_version');
  const version = rows[0]!.version;
  if (version > known) throw new StorageUnavailable(`the database has schema version ${version} and this process knows ${known}: start its newer program`);
}

const bigint = 20;
const bytea = 17;

/** Whole numbers of 8 bytes hold instants and places in the order of changes, which a double holds exactly; bytes are plain bytes, as SQLite gives them. */
export function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === bigint) return Number;
  if (oid === bytea && format !== 'binary') return parseBytes;
  return pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown;
}

/** Text `\\x…` of hex digits; a plain `Uint8Array`, not a `Buffer`. */
function parseBytes(text: string): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.from(text.slice(2), 'hex');
  return new Uint8Array(buffer, byteOffset, length);
}
