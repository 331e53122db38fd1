import { concatBytes, utf8, type Bytes } from './bytes.ts';
import { crockford } from './crockford.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * The rotating code: 29 bytes, big-endian. Version (1), session tag (8), epoch (3), display (1), MAC (16).
 * The MAC is the first 16 bytes of HMAC-SHA256 under the display key of the epoch's block (RFC 2104 §5 asks for at least
 * half of the hash). The epoch is inside the MAC, so a picture cannot be carried into another epoch.
 */
export interface Token {
  /** 8 random bytes that name the session. */
  readonly tag: Uint8Array;
  readonly epoch: number;
  /** 0-127; the highest bit is kept free and must be 0. */
  readonly display: number;
  /** 16 bytes. */
  readonly mac: Uint8Array;
}

export const tokenVersion = 2;
export const tokenBytes = 29;
export const tagBytes = 8;
export const macBytes = 16;
/** Letters of a token as text: 29 bytes in base 32. */
export const tokenLetters = 47;

const headerBytes = tokenBytes - macBytes;
const maxEpoch = 2 ** 24 - 1;
const domain = utf8('QAT2\0');

/** Bytes 0-12: all that the MAC protects. */
export function tokenHeader(tag: Uint8Array, epoch: number, display: number): Bytes {
  if (tag.length !== tagBytes) throw new RangeError(`a session tag has ${tagBytes} bytes`);
  if (!Number.isInteger(epoch) || epoch < 0 || epoch > maxEpoch) throw new RangeError('an epoch is a whole number of 24 bits');
  if (!Number.isInteger(display) || display < 0 || display > 127) throw new RangeError('a display number is 0-127');
  const header = new Uint8Array(headerBytes);
  header[0] = tokenVersion;
  header.set(tag, 1);
  header.set([epoch >> 16, (epoch >> 8) & 255, epoch & 255, display], 9);
  return header;
}

/** What is given to HMAC-SHA256. */
export function tokenMessage(header: Uint8Array): Bytes {
  return concatBytes(domain, header);
}

/** The token as the text that a QR and an entry carry. `mac` is the whole HMAC or at least its first 16 bytes. */
export function tokenText(header: Uint8Array, mac: Uint8Array): string {
  return crockford.encode(concatBytes(header, mac.subarray(0, macBytes)));
}

/** Strict: one token has one text. `header` comes back too, so that the exact bytes carried are what is verified. */
export function parseTokenText(text: string): Result<Token & { readonly header: Uint8Array }, 'bad_encoding' | 'unsupported_version' | 'malformed'> {
  const bytes = crockford.decode(text);
  if (bytes === undefined) return fail('bad_encoding');
  if (bytes.length !== tokenBytes) return fail('malformed');
  if (bytes[0] !== tokenVersion) return fail('unsupported_version');
  const display = bytes[12]!;
  if (display > 127) return fail('malformed');
  return ok({
    header: bytes.subarray(0, headerBytes),
    tag: bytes.subarray(1, 9),
    epoch: (bytes[9]! << 16) | (bytes[10]! << 8) | bytes[11]!,
    display,
    mac: bytes.subarray(headerBytes),
  });
}
