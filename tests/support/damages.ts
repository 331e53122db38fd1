import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { databaseFor } from './engine.ts';
import { findPostgres } from './find-tools.ts';

/** What the database's own program finds wrong with what is stored; none of our code looks. */
export async function damagesOf(dataDir: string): Promise<readonly string[]> {
  const url = await databaseFor(dataDir);
  return url === undefined ? damagesOfFile(join(dataDir, 'attendance.sqlite')) : damagesOfDatabase(url);
}

function damagesOfFile(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare('PRAGMA integrity_check').all() as { readonly integrity_check: string }[];
  database.close();
  return rows.map(({ integrity_check: finding }) => finding).filter((finding) => finding !== 'ok');
}

/** Tables and indexes, each index against its table. */
export function damagesOfDatabase(url: string): readonly string[] {
  const { hostname, port, username, pathname } = new URL(url);
  const args = ['-h', hostname, '-p', port, '-U', username, '--install-missing', '--heapallindexed', '--parent-check', pathname.slice(1)];
  const { status, stdout, stderr } = spawnSync(join(findPostgres()!, 'pg_amcheck'), args, { encoding: 'utf8' });
  return status === 0 ? [] : `${stdout}${stderr}`.trim().split('\n');
}
