import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

import { concatBytes, hex, utf8, type Bytes } from '../protocol/bytes.ts';

/**
 * Every key and how it is derived. HKDF is RFC 5869 with SHA-256, an empty salt and 32 bytes of output (48 for key pairs, `derived-key-pair.ts`); `‖` joins bytes, and
 * each text between quotation marks stands for its ASCII bytes. `docs/protocol.md` and `vectors/` state the same.
 */

/** HKDF(master key, info "qat2/wrap"): what session secrets are encrypted under. */
export function wrappingKey(masterKey: Uint8Array): Bytes {
  return hkdf(masterKey, utf8('qat2/wrap'));
}

/** HKDF(session secret, info "qat2/qr" ‖ block as 4 bytes, big-endian): makes and verifies the codes of one block. */
export function displayKey(sessionSecret: Uint8Array, block: number): Bytes {
  return hkdf(sessionSecret, concatBytes(utf8('qat2/qr'), fourBytes(block)));
}

/** HKDF(session secret, info "qat2/claim"): signs claims, which the server alone makes and reads. */
export function claimKey(sessionSecret: Uint8Array): Bytes {
  return hkdf(sessionSecret, utf8('qat2/claim'));
}

/**
 * Lower-case hex of HKDF(session secret, info "qat1/json"). Like the original's `server_secret`, the text and not the bytes
 * that it stands for is the HMAC key of a version 1 payload.
 */
export function originalKeyText(sessionSecret: Uint8Array): string {
  return hex(hkdf(sessionSecret, utf8('qat1/json')));
}

/** By way of text: a digest that Node answers as a Buffer of its own costs as much again as the HMAC. */
export function hmacSha256(key: KeyObject | Uint8Array, message: Uint8Array): Uint8Array {
  return Buffer.from(createHmac('sha256', key).update(message).digest('binary'), 'binary');
}

const wrapVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;
const secretBytes = 32;

/**
 * AES-256-GCM under the wrapping key, with the session id's UTF-8 as additional data, so that a row cannot be moved to another
 * session: version 0x01 (1) ‖ nonce (12) ‖ ciphertext (32) ‖ tag (16). A nonce must never come twice under one key.
 */
export function wrapSecret(key: Uint8Array, sessionId: string, secret: Uint8Array, nonce: Uint8Array): Bytes {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(utf8(sessionId));
  return concatBytes(new Uint8Array([wrapVersion]), nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag());
}

/** Undefined where the key is not the one that wrapped it, or the row belongs to another session. */
export function unwrapSecret(key: Uint8Array, sessionId: string, wrapped: Uint8Array): Bytes | undefined {
  if (wrapped.length !== 1 + nonceBytes + secretBytes + tagBytes || wrapped[0] !== wrapVersion) return undefined;
  const nonce = wrapped.subarray(1, 1 + nonceBytes);
  const ciphertext = wrapped.subarray(1 + nonceBytes, -tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(utf8(sessionId)).setAuthTag(wrapped.subarray(-tagBytes));
  try {
    return concatBytes(decipher.update(ciphertext), decipher.final());
  } catch {
    return undefined;
  }
}

export function keyObject(bytes: Uint8Array): KeyObject {
  return createSecretKey(bytes);
}

export function hkdf(key: Uint8Array, info: Uint8Array, length = 32): Bytes {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), info, length));
}

/** A block past 32 bits is one that no session reaches; its low bits only choose a key, and the MAC covers the whole epoch. */
function fourBytes(block: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, block % 2 ** 32);
  return bytes;
}
