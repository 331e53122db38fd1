import { deviceStore, type WithDatabase } from '../offline/database.ts';
import { keptPrefix } from '../offline/device.ts';
import { resultOf, writeIn } from '../offline/requests.ts';
import type { KeptScan } from '../state.ts';

/** Where a scan lies while its second code is waited for: beside the queue, since an entry is never changed once it is made. */
export interface KeptStore {
  /** Durable when it resolves. */
  write(kept: KeptScan): Promise<void>;
  drop(key: string): Promise<void>;
}

export function keptStore(withDatabase: WithDatabase): KeptStore {
  const change = (act: (store: IDBObjectStore) => IDBRequest) =>
    withDatabase(async (database) => void (await writeIn(database, [deviceStore], (writing) => resultOf(act(writing.objectStore(deviceStore))))));
  return {
    write: (kept) => change((store) => store.put(kept, keptPrefix + kept.key)),
    drop: (key) => change((store) => store.delete(keptPrefix + key)),
  };
}
