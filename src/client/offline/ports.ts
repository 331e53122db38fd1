import type { Bytes } from '../../protocol/bytes.ts';
import type { CodeText } from '../../protocol/carried-code.ts';
import type { Receipt } from '../../protocol/schemas.ts';

/** What the offline queue needs from the place that it stands on: IndexedDB in a page and a worker, a file in the terminal. */

/** One scan that this device keeps. */
export interface QueuedEntry {
  /** The key in the queue: base64url of the entry's nonce. */
  readonly key: string;
  /** The exact bytes that were hashed and signed. */
  readonly bytes: Bytes;
  /** base64url of SHA-256 of the bytes; null where this device cannot hash (a page on plain HTTP). */
  readonly entryId: string | null;
  /** base64url, as the envelope carries them; both null without a device key. */
  readonly signature: string | null;
  readonly deviceKey: string | null;
  readonly code: CodeText;
  readonly studentId: string;
  /** The device's clock at the scan, ms. */
  readonly scannedAtMs: number;
  readonly state: EntryState;
}

export type EntryState =
  /** `attempts` sends so far; `lastProblem` says why the last one was not answered. */
  | { readonly kind: 'waiting'; readonly attempts: number; readonly lastProblem: string | null }
  | { readonly kind: 'recorded'; readonly receipt: Receipt; readonly atMs: number }
  /** The server has this student from another submission: nothing is lost, and nothing is left to send. */
  | { readonly kind: 'already_recorded'; readonly receivedAt: string | null; readonly atMs: number }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string; readonly atMs: number };

/** Where the device's chain ends. */
export interface ChainHead {
  readonly seq: number;
  /** base64url of the last `entry_id`; null before the first entry. */
  readonly entryId: string | null;
}

export interface QueueStorage {
  /** `{ seq: -1, entryId: null }` before the first entry. */
  readHead(): Promise<ChainHead>;
  /**
   * Stores the entry as waiting and moves the head, both or neither, if the head still is `expected`; false where another tab
   * or process was faster, or has replaced the device's key. Resolves only when a crash can no longer undo it; rejects (quota, disk) with nothing stored.
   */
  append(entry: QueuedEntry, expected: ChainHead, head: ChainHead): Promise<boolean>;
  /** Oldest scan first. */
  list(): Promise<readonly QueuedEntry[]>;
  /** Replaces the state of an entry that is still `waiting`; durable when it resolves. False where it was not waiting any more. */
  settle(key: string, state: EntryState): Promise<boolean>;
  /** Forgets entries that are not waiting. */
  forget(keys: readonly string[]): Promise<void>;
}

/** What makes the device's entries: absent where the platform has no key (a page on plain HTTP). */
export interface DeviceSigner {
  /** base64url of the raw public key. */
  readonly publicKey: string;
  /** base64url of SHA-256 of the raw public key. */
  readonly deviceId: string;
  /** r ‖ s, 64 bytes. */
  sign(bytes: Bytes): Promise<Bytes>;
  sha256(bytes: Bytes): Promise<Bytes>;
}

/** Runs the task only while nobody else on this device runs one under the same name; resolves to undefined where somebody does. */
export type Exclusive = <Value>(task: () => Promise<Value>) => Promise<Value | undefined>;

/** What keeps two senders of this device from sending the entry of one key at the same time. */
export type OneSender = (key: string) => Exclusive;
