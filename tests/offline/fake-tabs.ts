import { createHash, randomBytes } from 'node:crypto';

import type { DeviceSigner, Exclusive, OneSender, QueueStorage } from '../../src/client/offline/ports.ts';
import { offlineQueue, type OfflineQueue } from '../../src/client/offline/offline-queue.ts';
import type { SendEnvelope } from '../../src/client/offline/send-entry.ts';
import type { SyncPorts } from '../../src/client/offline/sync.ts';
import { memoryStorage, type MemoryDisk } from './memory-storage.ts';

/** Several tabs on one disk, whose every touch of disk or network waits to be let through, so that a test orders them and crashes between them. */
export interface FakeTab {
  readonly queue: OfflineQueue;
  readonly sync: SyncPorts;
  /** What waits to happen, oldest first. */
  readonly pending: (() => void)[];
  /** Everything in memory is gone; what waited never happens. */
  crash(): void;
}

export interface Browser {
  openTab(): FakeTab;
}

export const testSigner: DeviceSigner = {
  publicKey: Buffer.from([4, ...new Uint8Array(64)]).toString('base64url'),
  deviceId: Buffer.alloc(32, 7).toString('base64url'),
  sign: async () => new Uint8Array(64),
  sha256: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
};

export function fakeBrowser(disk: MemoryDisk, send: SendEnvelope, watch: (key: string, kind: string) => void): Browser {
  const holders = new Map<string, object>();
  let clockMs = 1_700_000_000_000;

  function openTab(): FakeTab {
    const pending: (() => void)[] = [];
    const self = {};
    const turn = () => new Promise<void>((resolve) => pending.push(resolve));
    const inTurn = async <Value>(act: () => Promise<Value> | Value): Promise<Value> => {
      await turn();
      const done = Promise.resolve(act());
      await done.catch(() => undefined);
      await turn();
      return done;
    };
    const raw = memoryStorage(disk);
    const storage: QueueStorage = {
      readHead: () => inTurn(() => raw.readHead()),
      append: (...given) => inTurn(() => raw.append(...given)),
      list: () => inTurn(() => raw.list()),
      settle: (key, state) => inTurn(() => (watch(key, state.kind), raw.settle(key, state))),
      forget: (keys) => inTurn(() => raw.forget(keys)),
    };
    const release = (name: string) => holders.get(name) === self && holders.delete(name);
    const lock = (name: string): Exclusive => async (task) => {
      if (holders.has(name)) return undefined;
      holders.set(name, self);
      try {
        return await task();
      } finally {
        release(name);
      }
    };
    const exclusive = lock('sync');
    const oneSender: OneSender = (key) => lock(`entry ${key}`);
    const queue = offlineQueue({
      ...{ storage, signer: testSigner, nowMs: () => clockMs++, monotonicMs: () => 12.5 },
      randomBytes: (length) => new Uint8Array(randomBytes(length)),
    });
    const sync = { storage, exclusive, oneSender, send: (envelope) => inTurn(() => send(envelope)), nowMs: () => clockMs++, random: () => 0.5 } satisfies SyncPorts;
    const crash = () => {
      pending.length = 0;
      for (const name of [...holders.keys()]) release(name);
    };
    return { queue, sync, pending, crash };
  }

  return { openTab };
}
