import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, type Transaction } from 'kysely';
import type pg from 'pg';
import type { Tables } from '../tables.ts';
import type { Connections } from './connect.ts';
import { breaksConnection, portError } from './failures.ts';
import { lockOf } from './locks.ts';
import { inOneTrip, type TripResult, type TripStatement } from './trip.ts';

/** A transaction of one institution. What it asks in the same moment travels together. */
export type Transact = <Result>(work: (tx: Transaction<Tables>) => Promise<Result>) => Promise<Result>;

const begin: TripStatement = { text: 'begin', values: [] };
/** As in `dialect.ts`: no timeout of the server ends a commit. */
const commit: readonly TripStatement[] = [{ text: 'set local statement_timeout = 0', values: [] }, { text: 'commit', values: [] }];

export function transactionsOn(connections: Connections, institutionId: number): Transact {
  return async (work) => {
    const client = await connections.connect().catch(rethrow);
    const connection = new TogetherConnection(client, [begin, lockOf(institutionId)]);
    try {
      const result = await work(builderOn(connection));
      await connection.end(commit);
      client.release();
      return result;
    } catch (error) {
      connection.isOver = true;
      const broken = connection.broken ?? (await rollBack(client));
      client.release(broken);
      throw portError(error);
    }
  };
}

function rethrow(error: unknown): never {
  throw portError(error);
}

/** Answers why the connection cannot be used again, where that is so. */
async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Kysely's own transactions send a statement when the one before was answered; this is a query builder over one connection that does not wait. */
function builderOn(connection: DatabaseConnection): Transaction<Tables> {
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => {},
    destroy: async () => {},
  };
  const builder = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  return builder as unknown as Transaction<Tables>;
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('this is a transaction already'));
}

interface Asked extends TripStatement {
  readonly resolve: (result: TripResult) => void;
  readonly reject: (error: unknown) => void;
}

class TogetherConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  /** Why it cannot be used again. */
  broken: Error | undefined;
  /** Nothing is taken that is asked after a failure: it would be outside of the transaction. */
  isOver = false;
  #first: readonly TripStatement[];
  #asked: Asked[] = [];

  /** `first` goes ahead of what is asked first. */
  constructor(client: pg.PoolClient, first: readonly TripStatement[]) {
    this.#client = client;
    this.#first = first;
  }

  async end(last: readonly TripStatement[]): Promise<void> {
    this.isOver = true;
    await this.#send([...this.#first, ...last]);
  }

  async executeQuery<Row>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.isOver) throw new Error('the transaction is over');
    const { rows, count } = await new Promise<TripResult>((resolve, reject) => {
      this.#asked.push({ text, values: parameters, resolve, reject });
      // After everything that can be asked without an answer was asked.
      if (this.#asked.length === 1) process.nextTick(() => void this.#sendAsked());
    });
    return { rows: rows as readonly unknown[] as Row[], numAffectedRows: BigInt(count) };
  }

  async #sendAsked(): Promise<void> {
    const asked = this.#asked;
    const first = this.#first;
    this.#asked = [];
    this.#first = [];
    try {
      if (this.isOver) throw new Error('the transaction is over');
      const results = await this.#send([...first, ...asked]);
      asked.forEach(({ resolve }, index) => resolve(results[first.length + index]!));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  async #send(statements: readonly TripStatement[]): Promise<readonly TripResult[]> {
    try {
      return await inOneTrip(this.#client, statements);
    } catch (error) {
      if (breaksConnection(error as Error)) this.broken = error as Error;
      throw portError(error);
    }
  }

  streamQuery(): never {
    throw new Error('this store reads in pages and streams no query');
  }
}
