import type { ChainHead, QueuedEntry, QueueStorage } from '../../../client/offline/ports.ts';
import { deviceStore, entriesStore, type WithDatabase } from './database.ts';
import { resultOf, writeIn } from './requests.ts';

type StoredEntry = QueuedEntry & { readonly order: number };

const emptyChain: ChainHead = { seq: -1, entryId: null };

/** The offline queue's storage on IndexedDB: every write has committed durably when it resolves. */
export function entryStorage(withDatabase: WithDatabase): QueueStorage {
  return {
    readHead: () => withDatabase((database) => headOf(database.transaction(deviceStore))),

    append: (entry, expected, head) =>
      withDatabase((database) =>
        writeIn(database, [entriesStore, deviceStore], async (writing) => {
          const found = await headOf(writing);
          if (found.seq !== expected.seq || found.entryId !== expected.entryId) return false;
          const ownKey = await resultOf<string | undefined>(writing.objectStore(deviceStore).get('public-key'));
          if (ownKey !== undefined && entry.deviceKey !== null && entry.deviceKey !== ownKey) return false;
          await resultOf(writing.objectStore(entriesStore).add(entry));
          await resultOf(writing.objectStore(deviceStore).put(head, 'head'));
          return true;
        }),
      ),

    list: () =>
      withDatabase(async (database) => {
        const rows = await resultOf<StoredEntry[]>(database.transaction(entriesStore).objectStore(entriesStore).getAll());
        return rows.map(withoutOrder).sort((left, right) => left.scannedAtMs - right.scannedAtMs);
      }),

    settle: (key, state) =>
      withDatabase((database) =>
        writeIn(database, [entriesStore], async (writing) => {
          const row = await rowOf(writing, key);
          if (row?.state.kind !== 'waiting') return false;
          await resultOf(writing.objectStore(entriesStore).put({ ...row, state }));
          return true;
        }),
      ),

    forget: (keys) =>
      withDatabase((database) =>
        writeIn(database, [entriesStore], async (writing) => {
          for (const key of keys) {
            const row = await rowOf(writing, key);
            if (row !== undefined && row.state.kind !== 'waiting') await resultOf(writing.objectStore(entriesStore).delete(row.order));
          }
        }),
      ),
  };
}

async function headOf(reading: IDBTransaction): Promise<ChainHead> {
  return (await resultOf<ChainHead | undefined>(reading.objectStore(deviceStore).get('head'))) ?? emptyChain;
}

function rowOf(reading: IDBTransaction, key: string): Promise<StoredEntry | undefined> {
  return resultOf(reading.objectStore(entriesStore).index('key').get(key));
}

function withoutOrder({ order: _, ...entry }: StoredEntry): QueuedEntry {
  return entry;
}
