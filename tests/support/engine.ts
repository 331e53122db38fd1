import { createHash } from 'node:crypto';

import { askCluster } from './ask-cluster.ts';

/**
 * The same tests run on both engines: where the variable names a PostgreSQL server, each data directory of a test stands for a
 * database of its own there, and the servers and terminals of that directory are told so.
 */
const server = process.env['ATTEND_TEST_POSTGRES'];

export const engineName = server === undefined ? 'SQLite' : 'PostgreSQL';

/** Undefined on SQLite. The database is made where it is not there yet. */
export async function databaseFor(dataDir: string): Promise<string | undefined> {
  if (server === undefined) return undefined;
  const name = `d_${createHash('sha256').update(dataDir).digest('hex').slice(0, 24)}`;
  await askCluster(server, `create database ${name}`).catch((error: unknown) => {
    if ((error as { readonly code?: string }).code !== '42P04') throw error;
  });
  return `${server}/${name}`;
}

/** What a process of that directory is told in its environment. */
export async function engineEnvironment(dataDir: string | undefined): Promise<Readonly<Record<string, string>>> {
  const url = dataDir === undefined ? undefined : await databaseFor(dataDir);
  return url === undefined ? {} : { DATABASE_URL: url };
}

/** The database goes with its directory; connections that a killed process left are closed. */
export async function dropDatabaseOf(dataDir: string): Promise<void> {
  if (server === undefined) return;
  await askCluster(server, `drop database if exists d_${createHash('sha256').update(dataDir).digest('hex').slice(0, 24)} with (force)`);
}
