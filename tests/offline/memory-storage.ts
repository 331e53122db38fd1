import type { ChainHead, QueuedEntry, QueueStorage } from '../../src/client/offline/ports.ts';

/** A disk that any number of tabs share: what survives a crash. */
export interface MemoryDisk {
  head: ChainHead;
  readonly entries: Map<string, QueuedEntry>;
}

export function memoryDisk(): MemoryDisk {
  return { head: { seq: -1, entryId: null }, entries: new Map() };
}

export function memoryStorage(disk: MemoryDisk): QueueStorage {
  return {
    readHead: async () => disk.head,
    async append(entry, expected, head) {
      if (disk.head.seq !== expected.seq || disk.head.entryId !== expected.entryId) return false;
      if (disk.entries.has(entry.key)) throw new Error('an entry of this key is there already');
      disk.entries.set(entry.key, entry);
      disk.head = head;
      return true;
    },
    list: async () => [...disk.entries.values()].sort((left, right) => left.scannedAtMs - right.scannedAtMs),
    async settle(key, state) {
      const entry = disk.entries.get(key);
      if (entry?.state.kind !== 'waiting') return false;
      disk.entries.set(key, { ...entry, state });
      return true;
    },
    async forget(keys) {
      for (const key of keys) if (disk.entries.get(key)?.state.kind !== 'waiting') disk.entries.delete(key);
    },
  };
}
