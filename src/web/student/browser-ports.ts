import { entrySender } from '../../client/offline/send-entry.ts';
import { syncOnce, type SyncPorts } from '../../client/offline/sync.ts';
import { syncSchedule } from '../../client/offline/sync-schedule.ts';
import type { ConductorPorts } from './conductor.ts';
import { isNewerDatabase, type WithDatabase } from './offline/database.ts';
import { openSigner, readKept, readStudent, writeStudent } from './offline/device.ts';
import { entryStorage } from './offline/entry-storage.ts';
import { channelName, exclusiveByLock, oneSenderByLock, syncTag } from './offline/one-device.ts';

/** The conductor's ports on this browser. Plain HTTP has no locks, no worker and no keys, whatever the DOM library's types say. */
export function browserPorts(withDatabase: WithDatabase, onState: ConductorPorts['onState'], onSynced: () => void): ConductorPorts {
  const channel = new BroadcastChannel(channelName);
  const tellOthers = () => channel.postMessage('changed');
  channel.addEventListener('message', onSynced);

  const fetch = globalThis.fetch.bind(globalThis);
  const nowMs = () => Date.now();
  const random = () => Math.random();
  const monotonicMs = () => performance.now();
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const signer = async () => {
    const subtle = crypto.subtle as SubtleCrypto | undefined;
    return subtle === undefined ? null : openSigner(withDatabase, subtle);
  };
  const changed = () => {
    onSynced();
    tellOthers();
  };
  const sync: SyncPorts = {
    storage: entryStorage(withDatabase),
    exclusive: exclusiveByLock(navigator.locks as LockManager | undefined),
    oneSender: oneSenderByLock(navigator.locks as LockManager | undefined),
    send: entrySender({ fetch, baseUrl: '' }),
    ...{ nowMs, random, onChange: changed },
  };

  return {
    ...sync,
    keepPlace: async (code) => (await import('./keep-place.ts')).keepPlace(code, { fetch, nowMs, openSigner: signer, readHead: sync.storage.readHead, memory: sessionStorage }),
    openLater: async (inner) => {
      const subtle = crypto.subtle as SubtleCrypto | undefined;
      return (await import('./open-later.ts')).laterOf({ ...sync, withDatabase, fetch, subtle, monotonicMs, randomBytes, setTimer, tellOthers }, inner);
    },
    ...{ monotonicMs, randomBytes },
    readStudent: () => readStudent(withDatabase),
    readKept: () => readKept(withDatabase),
    writeStudent: (student) => writeStudent(withDatabase, student),
    openSigner: signer,
    schedule: syncSchedule({ sync: () => syncOnce(sync), setTimer, random }),
    ...{ isNewerStorage: isNewerDatabase, tellOthers, keepStorage, syncInBackground, clearAddress, onState },
  };
}

function clearAddress(): void {
  history.replaceState(null, '', location.pathname + location.search);
}

function keepStorage(): void {
  const storage = navigator.storage as StorageManager | undefined;
  void storage?.persist?.().catch(() => false);
}

function syncInBackground(): void {
  const worker = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  // Background Sync exists in Chromium alone, and the DOM library does not know it.
  void worker?.ready.then((registration) => (registration as RegistrationWithSync).sync?.register(syncTag)).catch(() => undefined);
}

interface RegistrationWithSync extends ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** Runs the task once after so many ms; returns how to cancel it. */
export function setTimer(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
