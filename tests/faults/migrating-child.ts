/**
 * A process of its own that opens a store and is killed before the n-th statement that it runs from the first migration on; n, the data directory
 * and, where it is PostgreSQL, the address of the database are its arguments.
 */
import { DatabaseSync, StatementSync } from 'node:sqlite';
import pg from 'pg';

import { openStore } from '../../src/store/open.ts';

const [killAt = '', dataDir = '', databaseUrl] = process.argv.slice(2);
let statements: number | undefined;

function note(text: string): void {
  if (statements === undefined && /^begin(?: immediate|;)/.test(text)) statements = 0;
  else if (statements !== undefined && ++statements >= Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function noted(text) {
  note(text);
  return exec.call(this, text);
};
for (const method of ['run', 'all'] as const) {
  const run = StatementSync.prototype[method] as (...values: unknown[]) => unknown;
  StatementSync.prototype[method] = function noted(this: StatementSync, ...values: unknown[]) {
    note(this.sourceSQL);
    return run.apply(this, values);
  } as never;
}
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function noted(this: pg.Client, ...args: readonly [string | { readonly text: string }]) {
  const [asked] = args;
  note(typeof asked === 'string' ? asked : asked.text);
  return query.apply(this, args as never);
} as never;

const opened = await openStore({ dataDir, databaseUrl, hold: 'serve' });
if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
await opened.value.close();
