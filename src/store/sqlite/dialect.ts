import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { Tables } from '../tables.ts';
import { portError } from './failures.ts';

/** Prepared statements that a connection keeps; the oldest leaves first. */
const maxStatements = 256;

/**
 * The query builder over one connection of `node:sqlite`, which stays the caller's to close. Its errors are already those that the
 * ports promise.
 */
export function kyselyOn(database: DatabaseSync): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driverOf(database),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

function driverOf(database: DatabaseSync): Driver {
  const connection = connectionOf(database);
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    // A transaction that begins as a reader can fail when it turns writer; this one waits for its turn at once.
    beginTransaction: async () => run(database, 'begin immediate'),
    commitTransaction: async () => run(database, 'commit'),
    // After a full disk or an I/O error SQLite has rolled back by itself.
    rollbackTransaction: async () => (database.isTransaction ? run(database, 'rollback') : undefined),
    releaseConnection: async () => {},
    // The query builder would call this only where a query ran before.
    destroy: async () => {},
  };
}

function connectionOf(database: DatabaseSync): DatabaseConnection {
  const statements = new Map<string, Prepared>();

  function prepare(sql: string): Prepared {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= maxStatements) statements.delete(statements.keys().next().value!);
    const statement = database.prepare(sql);
    const prepared = { statement, hasRows: statement.columns().length > 0 };
    statements.set(sql, prepared);
    return prepared;
  }

  async function executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const { statement, hasRows } = prepare(sql);
      const values = parameters as readonly SQLInputValue[];
      if (hasRows) return { rows: statement.all(...values) as Row[] };
      return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) };
    } catch (error) {
      throw portError(error);
    }
  }

  return {
    executeQuery,
    streamQuery: () => {
      throw new Error('this store reads in pages and streams no query');
    },
  };
}

interface Prepared {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

function run(database: DatabaseSync, sql: string): void {
  try {
    database.exec(sql);
  } catch (error) {
    throw portError(error);
  }
}
