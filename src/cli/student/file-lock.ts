import { DatabaseSync } from 'node:sqlite';

import type { Exclusive } from '../../client/offline/ports.ts';

/**
 * One syncer a queue file, over all terminals. The lock is an exclusive transaction on a file of its own, which the operating
 * system releases when its process dies, however it dies.
 */
export function fileLock(file: string): Exclusive {
  return async (task) => {
    const database = new DatabaseSync(file, { timeout: 0 });
    try {
      if (!tryLock(database)) return undefined;
      return await task();
    } finally {
      database.close();
    }
  };
}

const sqliteBusy = 5;

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('begin exclusive');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === sqliteBusy) return false;
    throw error;
  }
}
