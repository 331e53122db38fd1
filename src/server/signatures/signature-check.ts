import { verify } from 'node:crypto';

import { concatBytes, parseHex, type Bytes } from '../../protocol/bytes.ts';

/** What a device says that it signed. */
export interface Signed {
  /** The raw point: 65 bytes, or none of the curve. */
  readonly publicKey: Uint8Array;
  /** r ‖ s: 64 bytes. */
  readonly signature: Uint8Array;
  readonly bytes: Uint8Array;
}

export const [pointBytes, partBytes] = [65, 32];

/** SubjectPublicKeyInfo of a P-256 key up to its point (RFC 5480). */
const p256Prefix = parseHex('3059301306072a8648ce3d020106082a8648ce3d030107034200')!;

/**
 * ECDSA P-256 with SHA-256, at once. False for bytes that are no point of the curve. The key is given as PEM: of any other form Node first
 * asks whether it is a key already, by errors whose stacks take longer than reading it.
 */
export function isSignedBy({ publicKey, signature, bytes }: Signed): boolean {
  const key = Buffer.from(concatBytes(p256Prefix, publicKey)).toString('base64');
  try {
    return verify('sha256', bytes, `-----BEGIN PUBLIC KEY-----\n${key}\n-----END PUBLIC KEY-----\n`, derSignature(signature));
  } catch {
    return false;
  }
}

const [sequence, integer] = [0x30, 0x02];

/** The same two numbers as OpenSSL wants them (RFC 3279 §2.2.3); letting it turn them takes 20 us. */
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
