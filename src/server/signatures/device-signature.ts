import { setImmediate } from 'node:timers/promises';

import { groupCommit } from '../../attendance/group-commit.ts';
import type { Crypto } from '../../attendance/ports.ts';
import { partBytes, pointBytes, type Signed } from './signature-check.ts';
import { signatureThread } from './signature-thread.ts';

/** A few pass to the thread at once, a task each would cost the event loop half of what it costs to check; two batches keep it busy. */
const batching = { maxBatch: 64, enough: 16, maxInFlight: 2, whenRead: () => setImmediate() };

/** ECDSA P-256 with SHA-256, signature r ‖ s; off the event loop. False for bytes that are no point of the curve. */
export function deviceVerifier(): Crypto['verifyDevice'] {
  const checks = groupCommit<Signed, boolean>(signatureThread(), batching);
  return (publicKey, bytes, signature) =>
    publicKey.length === pointBytes && signature.length === 2 * partBytes ? checks.commit({ publicKey, bytes, signature }) : Promise.resolve(false);
}
