import { createPublicKey, verify, type KeyObject } from 'node:crypto';

import type { Crypto } from '../attendance/ports.ts';
import { concatBytes, letterOfEachByte, parseHex, type Bytes } from '../protocol/bytes.ts';
import { recentlyUsed } from './recently-used.ts';

/** SubjectPublicKeyInfo of a P-256 key up to its point (RFC 5480). */
const p256Prefix = parseHex('3059301306072a8648ce3d020106082a8648ce3d030107034200')!;

/** Phones that come back: reading a key takes half as long as checking what it signed. */
const keptKeys = 2_000;

/** ECDSA P-256 with SHA-256, signature r ‖ s; off the event loop. False for bytes that are no point of the curve. */
export function deviceVerifier(): Crypto['verifyDevice'] {
  const keys = recentlyUsed<KeyObject | undefined>(keptKeys);
  return (publicKey, bytes, signature) => {
    const key = keys(letterOfEachByte(publicKey), () => parsePublicKey(publicKey));
    if (key === undefined || signature.length !== 2 * partBytes) return Promise.resolve(false);
    return new Promise((resolve) => {
      verify('sha256', bytes, key, derSignature(signature), (error, isValid) => resolve(error === null && isValid));
    });
  };
}

/** As PEM: of any other form Node first asks whether it is a key already, by errors whose stacks take longer than reading the key. */
function parsePublicKey(publicKey: Uint8Array): KeyObject | undefined {
  const text = Buffer.from(concatBytes(p256Prefix, publicKey)).toString('base64');
  try {
    return createPublicKey(`-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----\n`);
  } catch {
    return undefined;
  }
}

const partBytes = 32;
const [sequence, integer] = [0x30, 0x02];

/** The same two numbers as OpenSSL wants them (RFC 3279 §2.2.3); letting it turn them takes 20 us, on the event loop. */
export function derSignature(signature: Uint8Array): Bytes {
  const [r, s] = [numberOf(signature.subarray(0, partBytes)), numberOf(signature.subarray(partBytes))];
  return concatBytes(new Uint8Array([sequence, r.length + s.length]), r, s);
}

/** Without zeros in front, but for the one that keeps a number positive. */
function numberOf(bytes: Uint8Array): Bytes {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const isHigh = bytes[from]! >= 0x80;
  const digits = bytes.subarray(from);
  const head = isHigh ? [integer, digits.length + 1, 0] : [integer, digits.length];
  return concatBytes(new Uint8Array(head), digits);
}
