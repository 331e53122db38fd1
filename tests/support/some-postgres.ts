import pg from 'pg';
import { startPostgres } from './postgres.ts';

/** A PostgreSQL for tests that do it no harm: the one of the whole run where there is one, else one of their own. */
export interface SomePostgres {
  /** Of a new database. */
  newDatabase(): Promise<string>;
  /** With what was made in it. */
  remove(): Promise<void>;
}

export async function somePostgres(): Promise<SomePostgres> {
  const shared = process.env['ATTEND_POSTGRES_CLUSTER'] ?? process.env['ATTEND_TEST_POSTGRES'];
  const own = shared === undefined ? await startPostgres({}, { careless: true }) : undefined;
  const server = shared ?? own!.server;
  const made: string[] = [];
  return {
    async newDatabase() {
      const name = `t_${process.pid}_${made.length}`;
      await ask(server, `create database ${name}`);
      made.push(name);
      return `${server}/${name}`;
    },
    async remove() {
      if (own !== undefined) return own.remove();
      for (const name of made) await ask(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** Several may want a database in the same moment, which PostgreSQL makes one after the other. */
async function ask(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(1)`);
    await client.query(statement);
  } finally {
    await client.end();
  }
}
