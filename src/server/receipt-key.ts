import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';

import { base64url } from '../protocol/base64url.ts';
import { utf8, type Bytes } from '../protocol/bytes.ts';
import type { ReceiptKeyView } from '../protocol/receipt-schemas.ts';
import { receiptKeyIdOf } from '../protocol/signed-receipt.ts';
import { hkdf } from './keys.ts';

/** The key pair that receipts are signed with. It is derived from the master key, so it survives restarts and restores, and signs nothing else. */
export interface ReceiptKey {
  readonly published: ReceiptKeyView;
  /** ECDSA P-256 with SHA-256, r ‖ s. */
  sign(content: Uint8Array): Bytes;
}

/** The order of P-256 (SEC 2, 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** 64 bits more than the order has, so that no private key is likelier than another (FIPS 186-5, A.2.1). */
const seedBytes = 48;

export function receiptKey(masterKey: Uint8Array): ReceiptKey {
  const privateKey = privateKeyOf(hkdf(masterKey, utf8('qat2/receipt'), seedBytes));
  const raw = publicKeyOf(privateKey);
  const keyId = receiptKeyIdOf(createHash('sha256').update(raw).digest());
  const [x, y] = [base64url.encode(raw.subarray(1, 33)), base64url.encode(raw.subarray(33))];
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  const key = createPrivateKey({ key: { ...jwk, d: base64url.encode(privateKey) }, format: 'jwk' });
  return {
    published: { key_id: keyId, jwk: { ...jwk, alg: 'ES256', use: 'sig', kid: keyId } },
    sign: (content) => new Uint8Array(sign('sha256', content, { key, dsaEncoding: 'ieee-p1363' })),
  };
}

/** The seed as a number, modulo order - 1, plus 1; 32 bytes, big-endian. */
function privateKeyOf(seed: Uint8Array): Buffer {
  const scalar = (BigInt(`0x${Buffer.from(seed).toString('hex')}`) % (order - 1n)) + 1n;
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
}

function publicKeyOf(privateKey: Buffer): Uint8Array {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey);
  return pair.getPublicKey();
}
