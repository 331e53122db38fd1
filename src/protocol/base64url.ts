import type { Bytes } from './bytes.ts';
import { radixOf } from './radix.ts';

const letters = radixOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 6);

/** base64url without padding: what the project's own fields use. */
export const base64url = letters;

/** base64url with `=` padding to a multiple of four letters: what the original contract's `payload_b64` uses. */
export const paddedBase64url = {
  encode(bytes: Uint8Array): string {
    const text = letters.encode(bytes);
    return text + '='.repeat((4 - (text.length % 4)) % 4);
  },
  decode(text: string): Bytes | undefined {
    if (text.length % 4 !== 0) return undefined;
    const bytes = letters.decode(text.replace(/={1,2}$/, ''));
    return bytes !== undefined && paddedBase64url.encode(bytes) === text ? bytes : undefined;
  },
};
