import { oneSenderHere } from '../../../client/offline/one-sender.ts';
import type { Exclusive, OneSender } from '../../../client/offline/ports.ts';

/** The names by which all tabs and the worker of this device find each other. */
export const syncTag = 'attend-sync';
export const channelName = 'attend-queue';
const syncLockName = 'attend-sync';
const entryLockName = (key: string) => `attend-entry-${key}`;

/** Without Web Locks (plain HTTP) two tabs may sync at once; the server answers both with one receipt. */
export function exclusiveByLock(locks: LockManager | undefined): Exclusive {
  return locks === undefined ? (task) => task() : lockOf(locks, syncLockName);
}

/** The browser lets go of a lock when its tab dies, in whatever way. */
export function oneSenderByLock(locks: LockManager | undefined): OneSender {
  return locks === undefined ? oneSenderHere() : (key) => lockOf(locks, entryLockName(key));
}

function lockOf(locks: LockManager, name: string): Exclusive {
  return (task) => locks.request(name, { ifAvailable: true }, async (lock) => (lock === null ? undefined : task()));
}
