/** What this phone keeps, in IndexedDB. The page and the service worker both open it. */

/** Entries, oldest first by `order`, which the database counts up; `key` is unique among them. */
export const entriesStore = 'entries';
/** Single values: the student number, the end of the chain, the device's keys. */
export const deviceStore = 'device';

/** Runs work on an open connection. */
export type WithDatabase = <Value>(work: (database: IDBDatabase) => Promise<Value>) => Promise<Value>;

export const databaseName = 'attend-student';
/** Raised by one for each new shape; `upgrade` goes through every step from the one that is found. */
export const databaseVersion = 1;

/**
 * Opens on first use. A connection that the browser lost (iOS closes them in the background) is opened once more; a database
 * that a newer version of the app has upgraded is left alone, and every use rejects with `VersionError`.
 */
export function databaseOpener(name = databaseName): WithDatabase {
  let opened: Promise<IDBDatabase> | undefined;

  const connect = (): Promise<IDBDatabase> => {
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

function open(name: string, onLost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, databaseVersion);
    opening.onupgradeneeded = ({ oldVersion }) => upgrade(opening.result, oldVersion);
    opening.onerror = () => reject(opening.error ?? new DOMException('the database did not open', 'UnknownError'));
    opening.onsuccess = () => {
      const database = opening.result;
      database.onclose = onLost;
      // An old tab must not keep a newer version of the app from upgrading.
      database.onversionchange = () => {
        database.close();
        onLost();
      };
      resolve(database);
    };
  });
}

function upgrade(database: IDBDatabase, from: number): void {
  if (from < 1) {
    database.createObjectStore(entriesStore, { keyPath: 'order', autoIncrement: true }).createIndex('key', 'key', { unique: true });
    database.createObjectStore(deviceStore);
  }
}

/** `InvalidStateError` is what a closed connection says to its next use, `AbortError` what a transaction says that was cut off with it. */
function isLostConnection(problem: unknown): boolean {
  return problem instanceof DOMException && (problem.name === 'InvalidStateError' || problem.name === 'AbortError');
}

/** A newer version of the app has been here. */
export function isNewerDatabase(problem: unknown): boolean {
  return problem instanceof DOMException && problem.name === 'VersionError';
}
