import type { Exclusive } from '../../../client/offline/ports.ts';

/** The names by which all tabs and the worker of this device find each other. */
export const syncTag = 'attend-sync';
export const channelName = 'attend-queue';
const syncLockName = 'attend-sync';

/** Without Web Locks (plain HTTP) two tabs may sync at once; the server answers both with one receipt. */
export function exclusiveByLock(locks: LockManager | undefined): Exclusive {
  if (locks === undefined) return (task) => task();
  return (task) => locks.request(syncLockName, { ifAvailable: true }, async (lock) => (lock === null ? undefined : task()));
}
