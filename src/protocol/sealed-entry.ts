import { concatBytes, utf8, type Bytes } from './bytes.ts';
import { codeUrlPrefix } from './carried-code.ts';
import { crockford } from './crockford.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * An entry that somebody else's phone brings to the server: encrypted to the server's carry key, so that the carrier reads
 * nothing, and authenticated, so that no byte of it can be changed. Version (1), the sealing phone's one-time P-256 key,
 * compressed (33), and AES-256-GCM of a packed entry (`packed-entry.ts`) with its tag (16).
 */
export interface SealedEntry {
  /** A P-256 point, compressed (SEC 1, 2.3.3); 33 bytes. */
  readonly ephemeralKey: Bytes;
  /** With the tag as its last 16 bytes. */
  readonly ciphertext: Bytes;
}

export const sealedVersion = 1;
export const compressedKeyBytes = 33;
export const sealTagBytes = 16;
/** Each seal has a key of its own, which encrypts one message: its nonce may be the same in all. */
export const sealNonce: Bytes = new Uint8Array(12);

const domain = utf8('qat2/carry');
/** Stands behind the `#` where a code would stand; a token begins with another letter. */
const mark = 'X';

/** Info of the HKDF-SHA256 that makes the AES key of the shared secret (its x coordinate). `carryKey` is raw, 65 bytes. */
export function sealInfo(ephemeralKey: Uint8Array, carryKey: Uint8Array): Bytes {
  return concatBytes(domain, ephemeralKey, carryKey);
}

/** Base 32, as an upper-case QR carries it. */
export function sealedText({ ephemeralKey, ciphertext }: SealedEntry): string {
  return crockford.encode(concatBytes(new Uint8Array([sealedVersion]), ephemeralKey, ciphertext));
}

export function parseSealedText(text: string): Result<SealedEntry, 'bad_encoding' | 'unsupported_version' | 'malformed'> {
  const bytes = crockford.decode(text);
  if (bytes === undefined) return fail('bad_encoding');
  if (bytes.length > 0 && bytes[0] !== sealedVersion) return fail('unsupported_version');
  const ciphertext = bytes.slice(1 + compressedKeyBytes);
  if (ciphertext.length <= sealTagBytes) return fail('malformed');
  return ok({ ephemeralKey: bytes.slice(1, 1 + compressedKeyBytes), ciphertext });
}

/** The URL that the QR on the offline phone holds, in segments of one mode each; any phone's own camera opens it. */
export function sealedUrl(publicUrl: string, sealed: string): readonly [prefix: string, hash: '#', sealed: string] {
  return [codeUrlPrefix(publicUrl), '#', mark + sealed];
}

/** Finds the sealed text in what a camera, a clipboard or an address gave; undefined where there is none. It judges the form alone. */
export function findSealed(scanned: string): string | undefined {
  const text = scanned.trim();
  const sealed = text.slice(text.lastIndexOf('#') + 1).toUpperCase();
  return sealed.startsWith(mark) && parseSealedText(sealed.slice(1)).ok ? sealed.slice(1) : undefined;
}

/** The point of a raw, uncompressed key (65 bytes) in 33. */
export function compressKey(raw: Uint8Array): Bytes {
  return concatBytes(new Uint8Array([2 + (raw[64]! & 1)]), raw.subarray(1, 33));
}
