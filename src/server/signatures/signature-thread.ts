import { Worker } from 'node:worker_threads';

import { packSigned } from './packed-signed.ts';
import { isSignedBy, type Signed } from './signature-check.ts';

/** One answer for each of a batch, in order. */
export type CheckSignatures = (batch: readonly Signed[]) => Promise<readonly boolean[]>;

interface Asked {
  readonly batch: readonly Signed[];
  readonly resolve: (answers: readonly boolean[]) => void;
}

/** Keys are kept by OpenSSL and no part of this. */
const resourceLimits = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 16 };

/**
 * Checks signatures in a thread of its own, which begins with the first batch and keeps no program from ending. Where it dies, what it was
 * asked is checked here, and another one begins with the next batch.
 */
export function signatureThread(file = new URL('./signature-worker.ts', import.meta.url)): CheckSignatures {
  const asked: Asked[] = [];
  let worker: Worker | undefined;

  function start(): Worker {
    const started = new Worker(file, { resourceLimits, name: 'signatures' });
    started.on('message', (answers: readonly boolean[]) => {
      const { resolve } = asked.shift()!;
      if (asked.length === 0) started.unref();
      resolve(answers);
    });
    // Its exit follows.
    started.on('error', () => {});
    started.on('exit', () => {
      worker = undefined;
      for (const { batch, resolve } of asked.splice(0)) resolve(batch.map(isSignedBy));
    });
    return started;
  }

  return (batch) => {
    worker ??= start();
    if (asked.length === 0) worker.ref();
    const packed = packSigned(batch);
    worker.postMessage(packed, [packed.buffer]);
    return new Promise((resolve) => void asked.push({ batch, resolve }));
  };
}
