import { createECDH } from 'node:crypto';

import { utf8 } from '../protocol/bytes.ts';
import { hkdf } from './keys.ts';

/** A P-256 key pair of the master key: it survives restarts and restores, and is one thing less to back up. */
export interface DerivedKeyPair {
  /** 32 bytes, big-endian. */
  readonly privateKey: Buffer;
  /** Raw, 65 bytes. */
  readonly publicKey: Uint8Array;
}

/** The order of P-256 (SEC 2, 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** 64 bits more than the order has, so that no private key is likelier than another (FIPS 186-5, A.2.1). */
const seedBytes = 48;

/** HKDF(master key, `info`, 48 bytes) as a number, modulo order - 1, plus 1. A pair is for one use, which its info names. */
export function derivedKeyPair(masterKey: Uint8Array, info: string): DerivedKeyPair {
  const seed = hkdf(masterKey, utf8(info), seedBytes);
  const scalar = (BigInt(`0x${Buffer.from(seed).toString('hex')}`) % (order - 1n)) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey);
  return { privateKey, publicKey: pair.getPublicKey() };
}
