import { chmodSync, existsSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { StorageUnavailable } from '../../attendance/ports.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { dataDirAt, makeDataDir, noDatabase, unusable, type DataDir, type Missing, type Unusable } from './data-dir.ts';
import { publishFile } from './durable-file.ts';
import { countRows, inspectCopy, type CopyFault, type RowCounts } from './inspect-copy.ts';
import { lockOpening, lockServing, type Held } from './locks.ts';
import { connect } from '../sqlite/connect.ts';
import { kyselyOn } from '../sqlite/dialect.ts';
import { sqliteCodeOf, sqliteCorrupt, sqliteNotADatabase } from '../sqlite/failures.ts';
import { tableNames } from '../tables.ts';

/** More than a database can have. */
const allPages = 2 ** 31 - 1;

export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  /** As counted in the finished copy. */
  readonly rows: RowCounts;
}

export type BackupFailure = CopyFault | Unusable | Missing | { readonly code: 'no_database' | 'file_exists' | 'file_unusable'; readonly detail: string };

export type RestoreFailure = BackupFailure | Held;

export interface Overwriting {
  /** Whether what is there already may be replaced. */
  readonly replace?: boolean;
}

/** Copies the database of a data directory while a server may be writing to it. The copy is one file, read back before it gets its name. */
export async function backUp(dataDir: string, file: string, { replace = false }: Overwriting = {}): Promise<Result<BackupReport, BackupFailure>> {
  const dir = dataDirAt(dataDir);
  const target = resolve(file);
  if (!existsSync(dir.database)) return fail(noDatabase(dir));
  if (existsSync(target) && !statSync(target).isFile()) return fail(fileUnusable(target, 'it is no plain file'));
  if (existsSync(target) && !replace) return fail({ code: 'file_exists', detail: `${target} exists: name a new file, or say that it may be replaced` });
  return copyVerified(dir.database, target).catch((error: unknown) => fail(fileUnusable(target, error)));
}

/** Puts a backup in the place of a data directory's database, after reading all of it. No server may hold the directory. */
export async function restore(file: string, dataDir: string, { replace = false }: Overwriting = {}): Promise<Result<BackupReport, RestoreFailure>> {
  const source = resolve(file);
  if (!existsSync(source)) return fail({ code: 'no_database', detail: `there is no file ${source}: name a file that "attend backup" made` });
  if (!statSync(source).isFile()) return fail({ code: 'not_a_backup', detail: `${source} is no file: name one that "attend backup" made` });
  const made = makeDataDir(dataDir);
  if (!made.ok) return made;
  const dir = made.value;
  try {
    return await holdingAlone(dir, async (): Promise<Result<BackupReport, BackupFailure>> => {
      if (existsSync(dir.database) && !replace) {
        return fail({ code: 'file_exists', detail: `${dir.path} holds a database already: restore into an empty directory, or say that it may be replaced` });
      }
      return copyVerified(source, dir.database, () => dropLog(dir.database));
    });
  } catch (error) {
    return fail(unusable(dir, error));
  }
}

async function holdingAlone<Value, Failure>(dir: DataDir, work: () => Promise<Result<Value, Failure>>): Promise<Result<Value, Failure | Held>> {
  const opening = lockOpening(dir);
  try {
    const serving = lockServing(dir);
    if (!serving.ok) return serving;
    try {
      return await work();
    } finally {
      serving.value.release();
    }
  } finally {
    opening.release();
  }
}

/** `beforeRename` runs when the copy is known to be good and nothing has been replaced. */
async function copyVerified(source: string, target: string, beforeRename: () => void = () => {}): Promise<Result<BackupReport, CopyFault>> {
  const half = `${target}.half`;
  rmSync(half, { force: true });
  try {
    const least = await copyInto(half, source);
    const copy = new DatabaseSync(half);
    try {
      const rows = await inspectCopy(kyselyOn(copy), source);
      if (!rows.ok) return rows;
      const short = tableNames.find((table) => least !== undefined && rows.value[table] < least[table]);
      if (short !== undefined) return fail({ code: 'damaged', detail: `the copy has fewer rows of ${short} than ${source}: try again` });
      copy.close();
      // It holds student numbers: nobody else on the machine reads it.
      chmodSync(half, 0o600);
      beforeRename();
      publishFile(half, target);
      return ok({ file: target, bytes: statSync(target).size, rows: rows.value });
    } finally {
      if (copy.isOpen) copy.close();
    }
  } catch (error) {
    const fault = faultOf(error, source);
    if (fault === undefined) throw error;
    return fail(fault);
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(half + end, { force: true });
  }
}

/** Copies all pages in one step, so a server's commits neither wait nor begin it anew. Returns what the source held before, where it can be counted. */
async function copyInto(half: string, source: string): Promise<RowCounts | undefined> {
  const from = new DatabaseSync(source, { readOnly: true, timeout: 5_000 });
  try {
    const least = await countRows(kyselyOn(from)).catch(() => undefined);
    await backup(from, half, { rate: allPages });
    return least;
  } finally {
    from.close();
    // The copy is to be one file, without a log beside it.
    if (existsSync(half)) asOneFile(half);
  }
}

function asOneFile(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma journal_mode = delete');
  } finally {
    database.close();
  }
}

/** A log left beside a replaced file would be taken for the new one's. What it holds goes into the old file first, so that a crash here loses nothing. */
function dropLog(database: string): void {
  if (!existsSync(database)) return;
  try {
    connect(database, 'writer').close();
  } catch {
    // A file too damaged to open is the reason to restore.
  }
  for (const end of ['-wal', '-shm']) rmSync(database + end, { force: true });
}

/** What a file that is no database, or no longer one, makes SQLite say. */
function faultOf(error: unknown, file: string): CopyFault | undefined {
  const code = sqliteCodeOf(error instanceof StorageUnavailable ? error.cause : error);
  if (code === sqliteNotADatabase) return { code: 'not_a_backup', detail: `${file} is no database: name a file that "attend backup" made` };
  if (code === sqliteCorrupt) return { code: 'damaged', detail: `${file} is damaged: use another backup` };
  return undefined;
}

function fileUnusable(file: string, error: unknown): BackupFailure {
  const why = error instanceof Error ? error.message : String(error);
  return { code: 'file_unusable', detail: `cannot write ${file} (${why}): name a file in a directory that this user can write to, with space on its disk` };
}
