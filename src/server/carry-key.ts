import { createDecipheriv, createECDH, createHash, ECDH } from 'node:crypto';

import { base64url } from '../protocol/base64url.ts';
import { concatBytes, hex, type Bytes } from '../protocol/bytes.ts';
import { unpackEntry } from '../protocol/packed-entry.ts';
import { sealInfo, sealNonce, sealTagBytes, type SealedEntry } from '../protocol/sealed-entry.ts';
import type { EntryEnvelope } from '../protocol/submission.ts';
import { derivedKeyPair } from './derived-key-pair.ts';
import { hkdf } from './keys.ts';

/** The key pair that offline phones seal entries to; it opens them and does nothing else. */
export interface CarryKey {
  readonly published: { readonly key_id: string; readonly public_key: string };
  /** What was sealed, as its own phone would send it from its queue. Undefined where it was sealed to another key, or changed. */
  open(sealed: SealedEntry): EntryEnvelope | undefined;
}

const curve = 'prime256v1';

export function carryKey(masterKey: Uint8Array): CarryKey {
  const { privateKey, publicKey } = derivedKeyPair(masterKey, 'qat2/carry');
  const pair = createECDH(curve);
  pair.setPrivateKey(privateKey);

  function decrypt({ ephemeralKey, ciphertext }: SealedEntry): Bytes | undefined {
    const point = decompress(ephemeralKey);
    if (point === undefined) return undefined;
    const key = hkdf(pair.computeSecret(point), sealInfo(ephemeralKey, publicKey));
    const decipher = createDecipheriv('aes-256-gcm', key, sealNonce, { authTagLength: sealTagBytes });
    decipher.setAuthTag(ciphertext.subarray(-sealTagBytes));
    try {
      return concatBytes(decipher.update(ciphertext.subarray(0, -sealTagBytes)), decipher.final());
    } catch {
      return undefined;
    }
  }

  return {
    published: { key_id: hex(sha256(publicKey).subarray(0, 8)), public_key: base64url.encode(publicKey) },
    open: (sealed) => {
      const packed = decrypt(sealed);
      const signed = packed === undefined ? undefined : unpackEntry(packed, { sha256, decompress });
      if (signed === undefined) return undefined;
      const { entryBytes, signature, publicKey: deviceKey } = signed;
      return { entry: base64url.encode(entryBytes), signature: base64url.encode(signature), device_key: base64url.encode(deviceKey), queued: true };
    },
  };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** Undefined for bytes that are no point of the curve. */
function decompress(key: Uint8Array): Bytes | undefined {
  try {
    return new Uint8Array(ECDH.convertKey(key, curve, undefined, undefined, 'uncompressed') as Buffer);
  } catch {
    return undefined;
  }
}
