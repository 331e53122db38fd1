import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';

import type { Crypto, DisplayKey, SessionMint } from '../attendance/ports.ts';
import type { Session } from '../attendance/session.ts';
import { concatBytes, parseHex, utf8 } from '../protocol/bytes.ts';
import { carryKey, type CarryKey } from './carry-key.ts';
import { claimKey, displayKey, hmacSha256, keyObject, originalKeyText, unwrapSecret, wrappingKey, wrapSecret } from './keys.ts';
import { receiptKey, type ReceiptKey } from './receipt-key.ts';

/** The cryptography that the attendance room asks for, over one master key. Keys are derived once and kept while they are in use. */
export interface SessionKeys {
  readonly crypto: Crypto;
  readonly displayKey: DisplayKey;
  readonly wrapSecret: SessionMint['wrapSecret'];
  readonly receipts: ReceiptKey;
  readonly carry: CarryKey;
  /** Whether the master key is the one that this session was made under; true where its secret was destroyed and nobody can tell. */
  canUnwrap(session: Session): boolean;
}

const keptSecrets = 2_000;
const keptMacKeys = 4_000;
const nonceLength = 12;

export function sessionKeys(masterKey: Uint8Array, randomBytes: (length: number) => Uint8Array): SessionKeys {
  const wrapping = wrappingKey(masterKey);
  const secrets = recentlyUsed<Uint8Array>(keptSecrets);
  const macKeys = recentlyUsed<KeyObject>(keptMacKeys);

  const secretOf = (session: Session) =>
    secrets(session.sessionId, () => {
      const secret = session.wrappedSecret === null ? undefined : unwrapSecret(wrapping, session.sessionId, session.wrappedSecret);
      if (secret === undefined) throw new Error(`the master key does not open session ${session.sessionId}`);
      return secret;
    });

  return {
    crypto: {
      displayMac: (session, block, message) =>
        hmacSha256(macKeys(`${session.sessionId} ${block}`, () => keyObject(displayKey(secretOf(session), block))), message),
      claimMac: (session, message) => hmacSha256(macKeys(`${session.sessionId} claim`, () => keyObject(claimKey(secretOf(session)))), message),
      originalMac: (session, payload) =>
        hmacSha256(macKeys(session.sessionId, () => keyObject(utf8(originalKeyText(secretOf(session))))), payload),
      sha256: (bytes) => Buffer.from(hash('sha256', bytes, 'binary'), 'binary'),
      verifyDevice,
    },
    displayKey: (session, block) => displayKey(secretOf(session), block),
    wrapSecret: (sessionId, secret) => wrapSecret(wrapping, sessionId, secret, randomBytes(nonceLength)),
    receipts: receiptKey(masterKey),
    carry: carryKey(masterKey),
    canUnwrap: (session) => session.wrappedSecret === null || unwrapSecret(wrapping, session.sessionId, session.wrappedSecret) !== undefined,
  };
}

/** SubjectPublicKeyInfo of a P-256 key up to its point (RFC 5480). */
const p256Prefix = parseHex('3059301306072a8648ce3d020106082a8648ce3d030107034200')!;

/** ECDSA P-256 with SHA-256, signature r ‖ s; off the event loop. False for bytes that are no point of the curve. */
export function verifyDevice(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const key = parsePublicKey(publicKey);
  if (key === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature, (error, isValid) => resolve(error === null && isValid));
  });
}

function parsePublicKey(publicKey: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(concatBytes(p256Prefix, publicKey)), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** Keeps the `limit` values that were asked for last. */
function recentlyUsed<Value>(limit: number): (name: string, make: () => Value) => Value {
  const values = new Map<string, Value>();
  return (name, make) => {
    const value = values.get(name) ?? make();
    values.delete(name);
    values.set(name, value);
    if (values.size > limit) values.delete(values.keys().next().value!);
    return value;
  };
}
