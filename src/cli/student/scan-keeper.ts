import { rmSync } from 'node:fs';

import type { OfflineQueue } from '../../client/offline/offline-queue.ts';
import type { QueuedEntry } from '../../client/offline/ports.ts';
import { base64url } from '../../protocol/base64url.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import type { CodeText } from '../../protocol/carried-code.ts';
import { fileLock } from './file-lock.ts';
import type { KeptScan, KeptScans } from './kept-scans.ts';

/**
 * Keeps a scan durably while its second code is waited for, and then makes one entry of it. The terminal that waits holds a lock,
 * which goes when it dies in whatever way: the next one that starts on the file makes the entry of what was pasted until then.
 */
export interface ScanKeeper {
  /** `readSecond` is told what to call with the very next code, and answers the second one, or undefined to go on without. */
  keepUntil(scan: Omit<KeptScan, 'key' | 'nextCode'>, readSecond: (onNext: (code: CodeText) => void) => Promise<CodeText | undefined>): Promise<QueuedEntry>;
  /** The entries of the scans that terminals left behind. */
  takeUp(): Promise<readonly QueuedEntry[]>;
}

export interface ScanKeeperPorts {
  readonly kept: KeptScans;
  readonly queue: OfflineQueue;
  /** The queue's file: locks lie beside it. */
  readonly file: string;
  readonly randomBytes: (length: number) => Bytes;
}

const nonceBytes = 16;

export function scanKeeper({ kept, queue, file, randomBytes }: ScanKeeperPorts): ScanKeeper {
  const lockFile = (key: string) => `${file}.${key}.lock`;

  /** Undefined where another terminal waits with this scan. Its lock file goes only after the scan itself, so that none is ever made anew. */
  async function holding<Value>(key: string, task: () => Promise<Value>): Promise<Value | undefined> {
    return fileLock(lockFile(key))(async () => {
      const value = await task();
      rmSync(lockFile(key), { force: true });
      return value;
    });
  }

  async function keepUntil(scan: Omit<KeptScan, 'key' | 'nextCode'>, readSecond: (onNext: (code: CodeText) => void) => Promise<CodeText | undefined>) {
    const key = base64url.encode(randomBytes(nonceBytes));
    const entry = await holding(key, async () => {
      kept.write({ ...scan, key, nextCode: null });
      return makeEntry({ ...scan, key }, await readSecond((code) => kept.setNext(key, code)));
    });
    return entry!;
  }

  /** A terminal may have died after it had made the entry and before it forgot the scan. */
  async function makeEntry({ key, code, studentId, isGuest, wallMs, monoMs }: Omit<KeptScan, 'nextCode'>, secondCode: CodeText | undefined) {
    const made = (await queue.list()).find((entry) => entry.key === key);
    const more = { wallMs, monoMs, secondCode, nonce: base64url.decode(key)!, ...(isGuest && { guest: true as const }) };
    const entry = made ?? (await queue.add(code, studentId, more));
    kept.drop(key);
    return entry;
  }

  async function takeUp(): Promise<readonly QueuedEntry[]> {
    const entries: QueuedEntry[] = [];
    for (const { key } of kept.list()) {
      const entry = await holding(key, async () => {
        const scan = kept.read(key);
        return scan === undefined ? undefined : makeEntry(scan, scan.nextCode ?? undefined);
      });
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  return { keepUntil, takeUp };
}
