import { createHash, createHmac, createPublicKey, createSecretKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';

import type { Crypto, DisplayKey } from '../../src/attendance/ports.ts';
import type { Session } from '../../src/attendance/session.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import { hex, utf8, type Bytes } from '../../src/protocol/bytes.ts';
import { claimRequestMessage } from '../../src/protocol/claim.ts';
import { encodeEntry } from '../../src/protocol/encode-entry.ts';
import type { Entry } from '../../src/protocol/entry.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';

/** Real MACs, hashes and P-256 for tests; only the keys come from the session itself instead of from a wrapped secret. */

export const displayKey: DisplayKey = (session, block) => hmac(session.wrappedSecret!, utf8(`display ${block}`));

/** Of each secret that is still in use, by block: a key that is given as bytes costs each MAC ten times what the MAC costs. */
const displayKeys = new WeakMap<Uint8Array, Map<number, KeyObject>>();

function displayKeyObject(session: Session, block: number): KeyObject {
  const secret = session.wrappedSecret!;
  const keys = displayKeys.get(secret) ?? new Map<number, KeyObject>();
  displayKeys.set(secret, keys);
  const key = keys.get(block) ?? createSecretKey(displayKey(session, block));
  keys.set(block, key);
  return key;
}

export const crypto: Crypto = {
  displayMac: (session, block, message) => hmac(displayKeyObject(session, block), message),
  claimMac: (session, message) => hmac(hmac(session.wrappedSecret!, utf8('claim')), message),
  originalMac: (session, payload) => hmac(utf8(originalKeyText(session)), payload),
  sha256,
  verifyDevice: async (publicKey, bytes, signature) => {
    try {
      const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: part(publicKey, 1), y: part(publicKey, 33) }, format: 'jwk' });
      return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
    } catch {
      return false;
    }
  },
};

export function originalKeyText(session: Session): string {
  return hex(session.wrappedSecret!.subarray(0, 16));
}

export function hmac(key: Uint8Array | KeyObject, message: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(message).digest();
}

export function sha256(bytes: Uint8Array | string): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** A phone: a P-256 key and what it seals. */
export interface TestDevice {
  readonly publicKey: Bytes;
  /** base64url of SHA-256 of the public key. */
  readonly deviceId: string;
  seal(bytes: Uint8Array): Bytes;
}

export function makeDevice(): TestDevice {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const raw = rawPublicKey(publicKey);
  return {
    publicKey: raw,
    deviceId: base64url.encode(sha256(raw)),
    seal: (bytes) => new Uint8Array(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  };
}

/** The body of a submission that this device sends; without a device, an unsealed one. */
export function envelopeOf(entry: Omit<Entry, 'device'>, device: TestDevice | null, queued = false): EntryEnvelope {
  const bytes = encodeEntry({ ...entry, device: device?.deviceId ?? null });
  if (device === null) return { entry: base64url.encode(bytes), queued };
  return { entry: base64url.encode(bytes), signature: base64url.encode(device.seal(bytes)), device_key: base64url.encode(device.publicKey), queued };
}

/** The body with which a device claims a code. */
export function claimBodyOf(code: string, { publicKey, seal }: TestDevice) {
  return { code, device_key: base64url.encode(publicKey), signature: base64url.encode(seal(claimRequestMessage(code))) };
}

function rawPublicKey(key: KeyObject): Bytes {
  const { x, y } = key.export({ format: 'jwk' });
  return new Uint8Array([4, ...base64url.decode(x!)!, ...base64url.decode(y!)!]);
}

function part(publicKey: Uint8Array, from: number): string {
  return base64url.encode(publicKey.subarray(from, from + 32));
}
