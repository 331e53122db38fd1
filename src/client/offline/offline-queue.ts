import type { Bytes } from '../../protocol/bytes.ts';
import type { CodeText } from '../../protocol/carried-code.ts';
import { composeEntry, type Scan } from './compose-entry.ts';
import type { DeviceSigner, QueuedEntry, QueueStorage } from './ports.ts';

/** The scans that this device keeps until a server has answered for each of them. */
export interface OfflineQueue {
  /**
   * Resolves when the scan is stored so that a crash cannot undo it; rejects with nothing stored. The same code twice makes
   * two entries: the server counts one, and nothing here has to guess which of two scans was meant.
   */
  add(code: CodeText, studentId: string, more?: MoreOfScan): Promise<QueuedEntry>;
  /** Oldest scan first, settled ones too. */
  list(): Promise<readonly QueuedEntry[]>;
  /** Takes settled entries off the list; a waiting one stays. */
  forget(keys: readonly string[]): Promise<void>;
  /** Calls the listener after every change that this page or process makes or is told of; returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** Says that the storage changed elsewhere: by a sync, or by another tab. */
  notify(): void;
}

/** What a scan may bring besides its code. Clocks and nonce of a scan that waited for its second code are those of the first. */
export type MoreOfScan = Partial<Omit<Scan, 'code' | 'studentId'>>;

export interface OfflineQueuePorts {
  readonly storage: QueueStorage;
  /** A function where the key may be replaced while the queue is in use: the storage takes no entry of an old one. */
  readonly signer: DeviceSigner | null | (() => Promise<DeviceSigner | null>);
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly randomBytes: (length: number) => Bytes;
}

const nonceBytes = 16;
/** Somebody else gets on each time, so this many in a row is a storage that lies; saying so is better than hanging. */
const maxAttempts = 200;

export function offlineQueue({ storage, signer, nowMs, monotonicMs, randomBytes }: OfflineQueuePorts): OfflineQueue {
  const listeners = new Set<() => void>();

  function notify(): void {
    for (const listener of [...listeners]) listener();
  }

  async function add(code: CodeText, studentId: string, more: MoreOfScan = {}): Promise<QueuedEntry> {
    const scan = { code, studentId, wallMs: nowMs(), monoMs: monotonicMs(), nonce: randomBytes(nonceBytes), ...more };
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const expected = await storage.readHead();
      const { entry, head } = await composeEntry(scan, typeof signer === 'function' ? await signer() : signer, expected);
      // False means that another tab moved the head, or replaced the key, first.
      if (!(await storage.append(entry, expected, head))) continue;
      notify();
      return entry;
    }
    throw new Error('the head of the queue moves faster than an entry can be added');
  }

  async function forget(keys: readonly string[]): Promise<void> {
    await storage.forget(keys);
    notify();
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  return { add, list: () => storage.list(), forget, subscribe, notify };
}
