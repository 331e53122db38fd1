import pg from 'pg';

/** How long a request waits for a free connection, and a statement for the database, before the caller is told to come back. */
const patience = { connectMs: 5_000, statementMs: 15_000, lockMs: 10_000 } as const;

export const defaultConnections = 8;

export interface PostgresOptions {
  /** As PostgreSQL's own tools take it: `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly connections?: number;
}

/**
 * The connections of this process, opened when they are first needed. A commit returns after the write-ahead log is on the disk, and on
 * the synchronous standbys where there are any: a database that was told to be careless (`synchronous_commit=off`) is told otherwise.
 */
export function connectionPool({ url, connections = defaultConnections }: PostgresOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: patience.connectMs,
    query_timeout: patience.statementMs + 1_000,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: 'attend',
    options: `-c synchronous_commit=on -c statement_timeout=${patience.statementMs} -c lock_timeout=${patience.lockMs} -c timezone=UTC`,
    types: { getTypeParser },
  });
  // A connection that breaks while it is idle leaves the pool; who asks next gets a new one, or the error.
  pool.on('error', () => {});
  return pool;
}

const bigint = 20;
const bytea = 17;

/** Whole numbers of 8 bytes hold instants and places in the order of changes, which a double holds exactly; bytes are plain bytes, as SQLite gives them. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === bigint) return Number;
  if (oid === bytea && format !== 'binary') return parseBytes;
  return pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown;
}

/** Text `\\x…` of hex digits; a plain `Uint8Array`, not a `Buffer`. */
function parseBytes(text: string): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.from(text.slice(2), 'hex');
  return new Uint8Array(buffer, byteOffset, length);
}
