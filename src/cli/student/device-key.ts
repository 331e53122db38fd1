import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

import type { DeviceSigner } from '../../client/offline/ports.ts';
import { base64url } from '../../protocol/base64url.ts';
import { concatBytes } from '../../protocol/bytes.ts';

export type TerminalSigner = DeviceSigner;

/** A P-256 private key as PKCS #8. */
export function newDeviceKey(): Uint8Array {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

export function deviceSigner(pkcs8: Uint8Array): TerminalSigner {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  // An uncompressed point (SEC 1 §2.3.3): 0x04, x, y.
  const publicKey = concatBytes(new Uint8Array([4]), base64url.decode(x)!, base64url.decode(y)!);
  const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
  return {
    publicKey: base64url.encode(publicKey),
    deviceId: base64url.encode(sha256(publicKey)),
    sign: async (bytes) => new Uint8Array(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
    sha256: async (bytes) => sha256(bytes),
  };
}
