import { randomBytes } from 'node:crypto';

import { openFileQueue } from '../../src/cli/student/file-queue.ts';
import { offlineQueue } from '../../src/client/offline/offline-queue.ts';

/** A terminal that adds scans to the queue file until somebody kills it, and prints the key of each that is kept. */
const opened = openFileQueue(process.argv[2]!);
if (!opened.ok) throw new Error(opened.failure.detail);
const { storage, signer } = opened.value;
const queue = offlineQueue({
  ...{ storage, signer, nowMs: Date.now, monotonicMs: () => performance.now() },
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
});
for (;;) {
  const { key } = await queue.add('K7QF3M2X', '2022IMT-048');
  process.stdout.write(`${key}\n`);
  await storage.settle(key, { kind: 'waiting', attempts: 1, lastProblem: 'no connection to the server' });
}
