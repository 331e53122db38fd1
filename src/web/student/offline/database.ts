import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

import type { ChainHead, QueuedEntry } from '../../../client/offline/ports.ts';

/** What this phone keeps, in IndexedDB. The page and the service worker both open it. */
export interface StudentSchema extends DBSchema {
  /** `order` is given by the database and counts up: scans whose clocks say the same keep their order. */
  entries: { key: number; value: StoredEntry; indexes: { key: string } };
  device: { key: keyof DeviceValues; value: DeviceValues[keyof DeviceValues] };
}

export type StoredEntry = QueuedEntry & { readonly order?: number };

export interface DeviceValues {
  readonly student: string;
  readonly head: ChainHead;
  readonly keys: CryptoKeyPair;
}

export type StudentDatabase = IDBPDatabase<StudentSchema>;

/** Runs work on an open connection. */
export type WithDatabase = <Value>(work: (database: StudentDatabase) => Promise<Value>) => Promise<Value>;

export const databaseName = 'attend-student';
/** Raised by one for each new shape; `upgrade` goes through every step from the one that is found. */
export const databaseVersion = 1;

/**
 * Opens on first use. A connection that the browser lost (iOS closes them in the background) is opened once more; a database
 * that a newer version of the app has upgraded is left alone, and every use rejects with `VersionError`.
 */
export function databaseOpener(name = databaseName): WithDatabase {
  let opened: Promise<StudentDatabase> | undefined;

  const connect = (): Promise<StudentDatabase> => {
    opened ??= open(name, () => (opened = undefined)).catch((problem: unknown) => {
      opened = undefined;
      throw problem;
    });
    return opened;
  };

  return async (work) => {
    try {
      return await work(await connect());
    } catch (problem) {
      if (!isLostConnection(problem)) throw problem;
      opened = undefined;
      return work(await connect());
    }
  };
}

function open(name: string, onLost: () => void): Promise<StudentDatabase> {
  return openDB<StudentSchema>(name, databaseVersion, {
    upgrade(upgraded, from) {
      if (from < 1) {
        upgraded.createObjectStore('entries', { keyPath: 'order', autoIncrement: true }).createIndex('key', 'key', { unique: true });
        upgraded.createObjectStore('device');
      }
    },
    // An old tab must not keep a newer version of the app from upgrading.
    blocking(_, __, event) {
      (event.target as IDBDatabase).close();
      onLost();
    },
    terminated: onLost,
  });
}

/** `InvalidStateError` is what a closed connection says to its next use, `AbortError` what a transaction says that was cut off with it. */
function isLostConnection(problem: unknown): boolean {
  return problem instanceof DOMException && (problem.name === 'InvalidStateError' || problem.name === 'AbortError');
}

/** A newer version of the app has been here. */
export function isNewerDatabase(problem: unknown): boolean {
  return problem instanceof DOMException && problem.name === 'VersionError';
}
