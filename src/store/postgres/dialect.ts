import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type pg from 'pg';
import type { Tables } from '../tables.ts';
import type { Connections } from './connect.ts';
import { breaksConnection, portError } from './failures.ts';
import { beginAlone } from './locks.ts';

/** Statements that a connection keeps prepared under a name; the texts of this room are fewer. */
const maxNames = 512;

/**
 * The query builder over a pool, one a pool (it names the prepared statements), which stays the caller's to end. Its errors are already those
 * that the ports promise. Its transactions may write every institution.
 */
export function kyselyOn(connections: Connections): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driverOf(connections),
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

function driverOf(connections: Connections): Driver {
  const nameOf = statementNames();
  const run = (connection: DatabaseConnection, text: string) => (connection as PooledConnection).client.query(text).then(() => undefined, rethrow(connection as PooledConnection));
  return {
    init: async () => {},
    async acquireConnection() {
      try {
        return connectionOn(await connections.connect(), nameOf);
      } catch (error) {
        throw portError(error);
      }
    },
    beginTransaction: (connection) => run(connection, beginAlone).catch((error: unknown) => giveUp(connection, error)),
    commitTransaction: (connection) => commit(connection as PooledConnection),
    // What broke the transaction is already on its way to the caller.
    rollbackTransaction: (connection) => run(connection, 'rollback').catch((error: unknown) => void giveUpQuietly(connection, error)),
    async releaseConnection(connection) {
      const { client, broken } = connection as PooledConnection;
      client.release(broken);
    },
    destroy: async () => {},
  };
}

/** A transaction that did not begin may still be one for its connection. */
function giveUp(connection: DatabaseConnection, error: unknown): never {
  giveUpQuietly(connection, error);
  throw error;
}

function giveUpQuietly(connection: DatabaseConnection, error: unknown): void {
  (connection as PooledConnection).broken ??= error instanceof Error ? error : new Error(String(error));
}

const warning = '01000';

/**
 * Waits for the synchronous standbys as long as it takes: a commit that is cancelled while it waits for them answers as one that
 * succeeded, with a warning, and is not on any standby. So no timeout of the server ends it, and such a warning is a failure.
 */
async function commit(connection: PooledConnection): Promise<void> {
  let warned: Error | undefined;
  const hear = (notice: { readonly code?: string | undefined; readonly message?: string | undefined }): void => {
    if (notice.code === warning) warned = new Error(`connection terminated: ${notice.message}`);
  };
  connection.client.on('notice', hear);
  try {
    await connection.client.query('set local statement_timeout = 0; commit').catch(rethrow(connection));
  } finally {
    connection.client.removeListener('notice', hear);
  }
  if (warned !== undefined) rethrow(connection)(warned);
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

function rethrow(connection: PooledConnection) {
  return (error: Error): never => {
    if (breaksConnection(error)) connection.broken = error;
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
