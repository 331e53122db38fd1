import type { Bytes } from '../../../protocol/bytes.ts';

/** HMAC-SHA256 of a message, all 32 bytes. */
export type Hmac = (key: Bytes, message: Bytes) => Promise<Uint8Array>;

/**
 * WebCrypto where the page has it. A page over plain HTTP on a LAN has none (it is no secure context), so there, and only
 * there, the same function is fetched in plain JavaScript.
 */
export function hmacOf(subtle: SubtleCrypto | undefined): Hmac {
  return subtle === undefined ? slowHmac : webCryptoHmac(subtle);
}

function webCryptoHmac(subtle: SubtleCrypto): Hmac {
  return async (key, message) => {
    const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return new Uint8Array(await subtle.sign('HMAC', imported, message));
  };
}

const slowHmac: Hmac = async (key, message) => {
  const [{ hmac }, { sha256 }] = await Promise.all([import('@noble/hashes/hmac.js'), import('@noble/hashes/sha2.js')]);
  return hmac(sha256, key, message);
};
