import { StorageUnavailable } from '../../attendance/ports.ts';

/**
 * Primary result codes that say that the file cannot be read or written now, whatever the statement was:
 * https://sqlite.org/rescode.html (BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB).
 */
const unavailableCodes = new Set([5, 6, 8, 10, 11, 13, 14, 15, 26]);

/** The primary result code of an error of SQLite; undefined for any other error. */
export function sqliteCodeOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** What the ports promise to reject with: `StorageUnavailable` where the file is to blame, the error itself otherwise. */
export function portError(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE') return new StorageUnavailable('the store is closed', { cause: error });
  const code = sqliteCodeOf(error);
  if (code === undefined || !unavailableCodes.has(code)) return error;
  return new StorageUnavailable((error as Error).message, { cause: error });
}

export const sqliteBusy = 5;
export const sqliteCorrupt = 11;
export const sqliteNotADatabase = 26;
