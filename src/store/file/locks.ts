import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fail, ok, type Result } from '../../protocol/result.ts';
import type { DataDir } from './data-dir.ts';
import { sqliteBusy, sqliteCodeOf } from '../sqlite/failures.ts';

/** Locks between processes. Each is an exclusive transaction on a file of its own, so the operating system releases it even after kill -9. */
export interface Lock {
  /** Releasing twice is releasing once. */
  release(): void;
  isHeld(): boolean;
}

export type Held = { readonly code: 'data_dir_held'; readonly holder: string };

/** How long a process waits while another one opens the same data directory; a migration takes far less. */
const openingTimeoutMs = 30_000;

/** Waits for its turn. Whoever takes the serving lock or migrates holds this one first, so a serving lock that is held is a server's. */
export function lockOpening(dir: DataDir): Lock {
  return lockFile(dir.openingLock, openingTimeoutMs);
}

/** Takes the data directory at once, or says who has it. */
export function lockServing(dir: DataDir): Result<Lock, Held> {
  let lock: Lock;
  try {
    lock = lockFile(dir.servingLock, 0);
  } catch (error) {
    if (sqliteCodeOf(error) !== sqliteBusy) throw error;
    return fail({ code: 'data_dir_held', holder: readHolder(dir) });
  }
  try {
    writeHolder(dir);
  } catch (error) {
    lock.release();
    throw error;
  }
  return ok({
    release() {
      if (lock.isHeld()) rmSync(dir.holder, { force: true });
      lock.release();
    },
    isHeld: () => lock.isHeld(),
  });
}

function lockFile(file: string, timeout: number): Lock {
  const database = new DatabaseSync(file, { timeout });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
    isHeld: () => database.isOpen,
  };
}

function writeHolder(dir: DataDir): void {
  const startedAt = new Date(Math.round(performance.timeOrigin)).toISOString();
  const half = `${dir.holder}.new`;
  writeFileSync(half, JSON.stringify({ pid: process.pid, started_at: startedAt }));
  renameSync(half, dir.holder);
}

function readHolder(dir: DataDir): string {
  try {
    const { pid, started_at } = JSON.parse(readFileSync(dir.holder, 'utf8')) as Record<string, unknown>;
    return `process ${String(pid)}, started ${String(started_at)}`;
  } catch {
    return 'another process';
  }
}
