import { concatBytes, utf8, type Bytes } from './bytes.ts';
import { crockford, normaliseTyped } from './crockford.ts';

/**
 * The code for those without a camera: 40 bits as eight letters, of an epoch of its own (see `typedRhythm`). It is the
 * beginning of HMAC-SHA256 under the display key of the epoch's block and names no session: the server compares it with
 * the codes of the sessions that are open.
 */
export const typedLetters = 8;

const domain = utf8('QAT2T\0');

/** What is given to HMAC-SHA256: domain, tag (8 bytes), typed epoch (4 bytes, big-endian). */
export function typedMessage(tag: Uint8Array, typedEpoch: number): Bytes {
  const epoch = new Uint8Array([typedEpoch >>> 24, (typedEpoch >>> 16) & 255, (typedEpoch >>> 8) & 255, typedEpoch & 255]);
  return concatBytes(domain, tag, epoch);
}

export function typedCode(mac: Uint8Array): string {
  return crockford.encode(mac.subarray(0, 5));
}

/** Two groups of four: `K7QF-3M2X`. */
export function displayedTypedCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** What a person typed, forgiven as Crockford forgives; undefined where it cannot be a typed code. */
export function parseTypedCode(text: string): string | undefined {
  const code = normaliseTyped(text);
  return code.length === typedLetters && crockford.decode(code) !== undefined ? code : undefined;
}
