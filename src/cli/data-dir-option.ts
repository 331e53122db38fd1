import { Option, type Command } from 'commander';

import type { Store } from '../store/open.ts';
import { fail, type Result } from '../protocol/result.ts';
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

/** Runs the body on the store beside a server that may be running, and closes it. */
export async function withStore<Value>({ dataDir, databaseUrl }: StorePlace, body: (store: Store) => Promise<Result<Value, Complaint>>): Promise<Result<Value, Complaint>> {
  const { openStore } = await import('../store/open.ts');
  const opened = await openStore({ dataDir, databaseUrl, hold: 'share' });
  if (!opened.ok) return fail(storeComplaint(opened.failure, dataDir));
  try {
    return await body(opened.value);
  } finally {
    await opened.value.close();
  }
}

type StoreFailure = { readonly code: 'data_dir_held'; readonly holder: string } | { readonly code: string; readonly detail: string };

export function storeComplaint(failure: StoreFailure, dataDir: string): Complaint {
  if ('holder' in failure) {
    const what = `a server holds the data directory ${dataDir} (${failure.holder})`;
    return complaint(exitCode.dataDirHeld, `${what}. Stop it first, or name another directory with --data-dir.`);
  }
  return complaint(exitCode.failed, `${failure.detail}.`);
}

