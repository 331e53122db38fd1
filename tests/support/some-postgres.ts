import { askCluster } from './ask-cluster.ts';
import { startPostgres } from './postgres.ts';

/** A PostgreSQL for tests that do it no harm: the one of the whole run where there is one, else one of their own. */
export interface SomePostgres {
  /** Of a new database, which sorts texts by their bytes, or as English readers do. */
  newDatabase(order?: 'bytes' | 'english'): Promise<string>;
  /** With what was made in it. */
  remove(): Promise<void>;
}

export async function somePostgres(): Promise<SomePostgres> {
  const shared = process.env['ATTEND_POSTGRES_CLUSTER'] ?? process.env['ATTEND_TEST_POSTGRES'];
  const own = shared === undefined ? await startPostgres({}, { careless: true }) : undefined;
  const server = shared ?? own!.server;
  const made: string[] = [];
  return {
    async newDatabase(order = 'bytes') {
      const name = `t_${process.pid}_${made.length}`;
      await askCluster(server, `create database ${name}${order === 'english' ? english : ''}`);
      made.push(name);
      return `${server}/${name}`;
    },
    async remove() {
      if (own !== undefined) return own.remove();
      for (const name of made) await askCluster(server, `drop database if exists ${name} with (force)`);
    },
  };
}

const english = " template template0 locale_provider icu icu_locale 'en-US'";
