import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StorageUnavailable } from '../../attendance/ports.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { sqliteCodeOf, sqliteCorrupt, sqliteNotADatabase } from '../sqlite/failures.ts';

/** The files of a data directory. */
export interface DataDir {
  readonly path: string;
  readonly database: string;
  /** Locked by the process that serves, for as long as it lives. */
  readonly servingLock: string;
  /** Names the holder of the serving lock, for the message that others give. */
  readonly holder: string;
  /** Locked for the moment in which a process finds out whether it has to migrate, and does. */
  readonly openingLock: string;
}

export type Unusable = { readonly code: 'data_dir_unusable'; readonly detail: string };

export function dataDirAt(dataDir: string): DataDir {
  const path = resolve(dataDir);
  return {
    path,
    database: join(path, 'attendance.sqlite'),
    servingLock: join(path, 'serving.lock'),
    holder: join(path, 'serving.json'),
    openingLock: join(path, 'opening.lock'),
  };
}

export function makeDataDir(dataDir: string): Result<DataDir, Unusable> {
  const dir = dataDirAt(dataDir);
  try {
    // It holds student numbers and wrapped secrets: nobody else on the machine reads it.
    mkdirSync(dir.path, { recursive: true, mode: 0o700 });
    return ok(dir);
  } catch (error) {
    return fail(unusable(dir, error));
  }
}

export type Missing = { readonly code: 'no_database'; readonly detail: string };

/** Why the database of a data directory is not found: there is none, or this user may not look. */
export function noDatabase(dir: DataDir): Missing | Unusable {
  try {
    accessSync(dir.path, constants.X_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return unusable(dir, error);
  }
  return { code: 'no_database', detail: `there is no database in ${dir.path}: name the server's DATA_DIR` };
}

const damagedCodes = new Set<number | undefined>([sqliteCorrupt, sqliteNotADatabase]);

export function unusable(dir: DataDir, error: unknown): Unusable {
  const why = error instanceof Error ? error.message : String(error);
  const isDamaged = damagedCodes.has(sqliteCodeOf(error instanceof StorageUnavailable ? error.cause : error));
  const remedy = isDamaged
    ? 'the database file is damaged or not of this program; move it away and restore a backup'
    : 'give this user write access to the directory and everything in it, free disk space, or set DATA_DIR to another directory';
  return { code: 'data_dir_unusable', detail: `cannot use the data directory ${dir.path} (${why}): ${remedy}` };
}
