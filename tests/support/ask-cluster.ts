import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const objectInUse = '55006';
const triesAtMost = 20;

/** Makes or drops a database of a PostgreSQL server. Several processes may ask in the same moment, which it allows one after the other. */
export async function askCluster(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(1)');
    for (let tries = 1; !(await isDone(client, statement, tries)); tries++) await pause(50);
  } finally {
    await client.end();
  }
}

async function isDone(client: pg.Client, statement: string, tries: number): Promise<boolean> {
  try {
    await client.query(statement);
    return true;
  } catch (error) {
    if ((error as { readonly code?: string }).code === objectInUse && tries < triesAtMost) return false;
    throw error;
  }
}
