import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type pg from 'pg';
import type { Tables } from '../tables.ts';
import { portError } from './failures.ts';

/** A number that nobody else in this database locks: the letters `attend`. */
export const writeLock = 0x617474656e64;

/** Statements that a connection keeps prepared under a name; the texts of this room are fewer. */
const maxNames = 512;

/** The query builder over a pool, one a pool (it names the prepared statements), which stays the caller's to end. Its errors are already those that the ports promise. */
export function kyselyOn(pool: pg.Pool): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driverOf(pool),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

interface PooledConnection extends DatabaseConnection {
  readonly client: pg.PoolClient;
  /** What broke it; a broken connection does not go back. */
  broken: Error | undefined;
}

function driverOf(pool: pg.Pool): Driver {
  const nameOf = statementNames();
  const run = (connection: DatabaseConnection, text: string) => (connection as PooledConnection).client.query(text).then(() => undefined, rethrow(connection as PooledConnection));
  return {
    init: async () => {},
    async acquireConnection() {
      try {
        return connectionOn(await pool.connect(), nameOf);
      } catch (error) {
        throw portError(error);
      }
    },
    // As in SQLite, one transaction writes at a time: what it looked up cannot change before its commit, and places in the order of changes become visible in their order.
    beginTransaction: (connection) => run(connection, `begin; select pg_advisory_xact_lock(${writeLock})`),
    commitTransaction: (connection) => run(connection, 'commit'),
    // What broke the transaction is already on its way to the caller.
    rollbackTransaction: (connection) => run(connection, 'rollback').catch(() => undefined),
    async releaseConnection(connection) {
      const { client, broken } = connection as PooledConnection;
      client.release(broken);
    },
    destroy: async () => {},
  };
}

function connectionOn(client: pg.PoolClient, nameOf: (text: string) => string | undefined): PooledConnection {
  const connection: PooledConnection = {
    client,
    broken: undefined,
    async executeQuery<Row>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const name = parameters.length > 0 ? nameOf(text) : undefined;
      const result = await client.query({ ...(name === undefined ? {} : { name }), text, values: [...parameters] }).catch(rethrow(connection));
      return { rows: result.rows as Row[], numAffectedRows: BigInt(result.rowCount ?? 0) };
    },
    streamQuery: () => {
      throw new Error('this store reads in pages and streams no query');
    },
  };
  return connection;
}

/** A connection whose failure had no answer of the server in it is not used again. */
function rethrow(connection: PooledConnection) {
  return (error: Error & { readonly code?: string }): never => {
    const isAnswer = typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) && !error.code.startsWith('57P') && !error.code.startsWith('08');
    if (!isAnswer) connection.broken = error;
    throw portError(error);
  };
}

/** One name a text, so that PostgreSQL parses it once a connection. */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= maxNames) return known;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
}
