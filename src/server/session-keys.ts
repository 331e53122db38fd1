import { hash, type KeyObject } from 'node:crypto';

import type { Crypto, DisplayKey, SessionMint } from '../attendance/ports.ts';
import type { Session } from '../attendance/session.ts';
import { utf8 } from '../protocol/bytes.ts';
import { carryKey, type CarryKey } from './carry-key.ts';
import { deviceVerifier } from './signatures/device-signature.ts';
import { claimKey, displayKey, hmacSha256, keyObject, originalKeyText, unwrapSecret, wrappingKey, wrapSecret } from './keys.ts';
import { receiptKey, type ReceiptKey } from './receipt-key.ts';
import { recentlyUsed } from './recently-used.ts';

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
      verifyDevice: deviceVerifier(),
    },
    displayKey: (session, block) => displayKey(secretOf(session), block),
    wrapSecret: (sessionId, secret) => wrapSecret(wrapping, sessionId, secret, randomBytes(nonceLength)),
    receipts: receiptKey(masterKey),
    carry: carryKey(masterKey),
    canUnwrap: (session) => session.wrappedSecret === null || unwrapSecret(wrapping, session.sessionId, session.wrappedSecret) !== undefined,
  };
}
