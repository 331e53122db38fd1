import { createHash, createPrivateKey, sign } from 'node:crypto';

import { base64url } from '../protocol/base64url.ts';
import type { Bytes } from '../protocol/bytes.ts';
import type { ReceiptKeyView } from '../protocol/receipt-schemas.ts';
import { receiptKeyIdOf } from '../protocol/signed-receipt.ts';
import { derivedKeyPair } from './derived-key-pair.ts';

/** The key pair that receipts are signed with; it signs nothing else. */
export interface ReceiptKey {
  readonly published: ReceiptKeyView;
  /** ECDSA P-256 with SHA-256, r ‖ s. */
  sign(content: Uint8Array): Bytes;
}

export function receiptKey(masterKey: Uint8Array): ReceiptKey {
  const { privateKey, publicKey: raw } = derivedKeyPair(masterKey, 'qat2/receipt');
  const keyId = receiptKeyIdOf(createHash('sha256').update(raw).digest());
  const [x, y] = [base64url.encode(raw.subarray(1, 33)), base64url.encode(raw.subarray(33))];
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  const key = createPrivateKey({ key: { ...jwk, d: base64url.encode(privateKey) }, format: 'jwk' });
  return {
    published: { key_id: keyId, jwk: { ...jwk, alg: 'ES256', use: 'sig', kid: keyId } },
    sign: (content) => new Uint8Array(sign('sha256', content, { key, dsaEncoding: 'ieee-p1363' })),
  };
}
