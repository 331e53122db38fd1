import { existsSync } from 'node:fs';

import { Option, type Command } from 'commander';

import { fail, type Result } from '../protocol/result.ts';
import type { Store } from '../store/open.ts';
import { parseTargets } from '../store/postgres/targets.ts';
import { complaint, exitCode, type Complaint } from './exit-code.ts';

export function addDataDirOption(command: Command): Command {
  return command.addOption(new Option('--data-dir <dir>', 'data directory of the server').env('DATA_DIR').default('./data'));
}

/** Where the server keeps what it stores: a PostgreSQL database, else the data directory. */
export interface StorePlace {
  readonly dataDir: string;
  readonly databaseUrl?: string;
}

export function addStoreOptions(command: Command): Command {
  return addDataDirOption(command).addOption(new Option('--database-url <url>', 'PostgreSQL database of the server, in place of the data directory').env('DATABASE_URL'));
}

/** Whether a command may make the database, or is about what one holds: a directory that was named wrongly is then no empty one. */
export type Need = 'any' | 'made before';

/** Runs the body on the store beside a server that may be running, and closes it. */
export async function withStore<Value>({ dataDir, databaseUrl }: StorePlace, need: Need, body: (store: Store) => Promise<Result<Value, Complaint>>): Promise<Result<Value, Complaint>> {
  if (databaseUrl !== undefined && parseTargets(databaseUrl) === undefined) return fail(complaint(exitCode.usage, noDatabaseAddress));
  const { dataDirAt, noDatabase } = await import('../store/file/data-dir.ts');
  const dir = dataDirAt(dataDir);
  if (need === 'made before' && databaseUrl === undefined && !existsSync(dir.database)) return fail(storeComplaint(noDatabase(dir), dataDir));
  const { openStore } = await import('../store/open.ts');
  const opened = await openStore({ dataDir, databaseUrl, hold: 'share' });
  if (!opened.ok) return fail(storeComplaint(opened.failure, dataDir));
  try {
    return await body(opened.value);
  } finally {
    await opened.value.close();
  }
}

/** It is not repeated: it may hold a password. */
export const noDatabaseAddress = 'this is no address of a PostgreSQL database. Give one like postgres://attend:PASSWORD@localhost:5432/attendance, with %2F for a / and %40 for an @ in the password.';

type StoreFailure = { readonly code: 'data_dir_held'; readonly holder: string } | { readonly code: string; readonly detail: string };

export function storeComplaint(failure: StoreFailure, dataDir: string): Complaint {
  if ('holder' in failure) {
    const what = `a server holds the data directory ${dataDir} (${failure.holder})`;
    return complaint(exitCode.dataDirHeld, `${what}. Stop it first, or name another directory with --data-dir.`);
  }
  return complaint(exitCode.failed, `${failure.detail}.`);
}
