import { memoryDisk, memoryStorage } from './memory-storage.ts';
import { queueStorageSuite } from './queue-storage-suite.ts';

queueStorageSuite('memory', async () => {
  const disk = memoryDisk();
  return { open: async () => memoryStorage(disk), close: async () => undefined };
});
