import { createPublicKey, randomBytes, verify, type KeyObject } from 'node:crypto';

import { derSignature, isSignedBy, type Signed } from '../../src/server/signatures/signature-check.ts';
import { makeDevice } from '../support/crypto.ts';

/** `with-key` as the server does it, the key read from what came; `key-at-hand` is what OpenSSL itself takes. */
export type CheckWay = 'with-key' | 'key-at-hand';

interface Case extends Signed {
  readonly key: KeyObject;
  readonly der: Uint8Array;
}

/** As many as a hall has, each of a phone of its own; as long as a sealed entry. */
const phones = 500;
const entryBytes = 420;

/** How many device signatures one thread checks a second, one after the other, and does nothing else: no submission that carries one costs less. */
export function checkAlone(way: CheckWay, seconds: number): { readonly perSecond: number; readonly cpuUs: number } {
  const cases = Array.from({ length: phones }, makeCase);
  const isGood = (one: Case) => (way === 'with-key' ? isSignedBy(one) : verify('sha256', one.bytes, one.key, one.der));
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  let checked = 0;
  while (performance.now() - startedMs < seconds * 1000) {
    if (!isGood(cases[checked % phones]!)) throw new Error('a signature that holds was refused');
    checked++;
  }
  const tookMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (checked / tookMs) * 1000, cpuUs: (user + system) / checked };
}

function makeCase(): Case {
  const { publicKey, seal } = makeDevice();
  const bytes = new Uint8Array(randomBytes(entryBytes));
  const signature = seal(bytes);
  const part = (from: number) => Buffer.from(publicKey.subarray(from, from + 32)).toString('base64url');
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: part(1), y: part(33) }, format: 'jwk' });
  return { publicKey, bytes, signature, key, der: derSignature(signature) };
}
