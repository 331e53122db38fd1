import type { ChainHead, QueuedEntry, QueueStorage } from '../../../client/offline/ports.ts';
import type { StoredEntry, StudentDatabase, WithDatabase } from './database.ts';

const emptyChain: ChainHead = { seq: -1, entryId: null };

/**
 * The offline queue's storage on IndexedDB. Every write waits for its transaction with `durability: 'strict'`: the browser
 * answers only after the operating system was told to put it on the disk.
 */
export function entryStorage(withDatabase: WithDatabase): QueueStorage {
  return {
    readHead: () => withDatabase(async (database) => ((await database.get('device', 'head')) as ChainHead | undefined) ?? emptyChain),

    append: (entry, expected, head) =>
      withDatabase(async (database) => {
        const writing = startWriting(database);
        const device = writing.objectStore('device');
        const found = ((await device.get('head')) as ChainHead | undefined) ?? emptyChain;
        if (found.seq !== expected.seq || found.entryId !== expected.entryId) return false;
        await writing.objectStore('entries').add(entry);
        await device.put(head, 'head');
        await writing.done;
        return true;
      }),

    list: () =>
      withDatabase(async (database) => {
        const rows = await database.getAll('entries');
        return rows.map(withoutOrder).sort((left, right) => left.scannedAtMs - right.scannedAtMs);
      }),

    settle: (key, state) =>
      withDatabase(async (database) => {
        const writing = startWriting(database);
        const entries = writing.objectStore('entries');
        const row = await entries.index('key').get(key);
        if (row?.state.kind !== 'waiting') return false;
        await entries.put({ ...row, state });
        await writing.done;
        return true;
      }),

    forget: (keys) =>
      withDatabase(async (database) => {
        const writing = startWriting(database);
        const entries = writing.objectStore('entries');
        for (const key of keys) {
          const row = await entries.index('key').get(key);
          if (row?.order !== undefined && row.state.kind !== 'waiting') await entries.delete(row.order);
        }
        await writing.done;
      }),
  };
}

function startWriting(database: StudentDatabase) {
  const writing = database.transaction(['entries', 'device'], 'readwrite', { durability: 'strict' });
  // A request that fails rejects by itself; without this the abort that it causes is also an unhandled rejection.
  writing.done.catch(() => undefined);
  return writing;
}

function withoutOrder({ order: _, ...entry }: StoredEntry): QueuedEntry {
  return entry;
}
