import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for another process's lock before it fails. */
const busyTimeoutMs = 5_000;

/** Pages of the write-ahead log (32 MB) before a commit also moves them into the file; a checkpoint in a rush is a stall. */
const pagesBeforeCheckpoint = 8_192;

/**
 * Opens the database file the one way that this room uses it: a write-ahead log, and a commit that returns after the log
 * is on the disk (`synchronous=FULL`; the default of WAL mode in some builds is weaker).
 */
export function connect(file: string, role: 'writer' | 'reader'): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory; pragma cache_size = -8192');
    database.exec(`pragma wal_autocheckpoint = ${pagesBeforeCheckpoint}; pragma journal_size_limit = 67108864`);
    // A secret that is destroyed must not stay readable in a free part of the file.
    database.exec('pragma secure_delete = on');
    if (role === 'reader') database.exec('pragma query_only = on');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
