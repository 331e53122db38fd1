import { parentPort } from 'node:worker_threads';

import { unpackSigned } from './packed-signed.ts';
import { isSignedBy } from './signature-check.ts';

/** Answers batch by batch, in the order of their arrival, which of the signatures hold. */

const port = parentPort!;

port.on('message', (packed: Uint8Array<ArrayBuffer>) => {
  port.postMessage(unpackSigned(packed).map(isSignedBy));
  // Gives its memory back at once: to the collector it is one small object.
  packed.buffer.transfer(0);
});
