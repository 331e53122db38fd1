import { createHash } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import pg from 'pg';

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
  await onServer(`create database ${name}`).catch((error: unknown) => {
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
  await onServer(`drop database if exists d_${createHash('sha256').update(dataDir).digest('hex').slice(0, 24)} with (force)`);
}

/** Two `create database` at once may meet in the template. */
async function onServer(statement: string, triesLeft = 20): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } catch (error) {
    if ((error as { readonly code?: string }).code !== '55006' || triesLeft === 0) throw error;
    await after(50);
    await onServer(statement, triesLeft - 1);
  } finally {
    await client.end();
  }
}
