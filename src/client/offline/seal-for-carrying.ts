import { base64url } from '../../protocol/base64url.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { packEntry } from '../../protocol/packed-entry.ts';
import { compressKey, sealedText, sealInfo, sealNonce } from '../../protocol/sealed-entry.ts';
import type { QueuedEntry } from './ports.ts';

const ecdh = { name: 'ECDH', namedCurve: 'P-256' } as const;
const sharedBits = 256;

/**
 * The entry as a text that a classmate's phone may carry: only the server that `carryKey` (raw, 65 bytes) belongs to opens it.
 * Undefined for an entry that no device signed: whoever brought it could be its author. Each call gives another text, for the
 * sealing key is used once and forgotten. Rejects where `carryKey` is no point of P-256.
 */
export async function sealForCarrying(
  { bytes, signature, deviceKey }: Pick<QueuedEntry, 'bytes' | 'signature' | 'deviceKey'>,
  carryKey: Bytes,
  subtle: SubtleCrypto,
): Promise<string | undefined> {
  const [signatureBytes, publicKey] = [base64url.decode(signature ?? ''), base64url.decode(deviceKey ?? '')];
  if (signatureBytes?.length !== 64 || publicKey?.length !== 65) return undefined;

  const deviceId = base64url.encode(new Uint8Array(await subtle.digest('SHA-256', publicKey)));
  const packed = packEntry({ entryBytes: bytes, signature: signatureBytes, publicKey }, deviceId);
  const server = await subtle.importKey('raw', carryKey, ecdh, false, []);
  const oneTime = await subtle.generateKey(ecdh, false, ['deriveBits']);
  const ephemeralKey = compressKey(new Uint8Array(await subtle.exportKey('raw', oneTime.publicKey)));
  const shared = await subtle.deriveBits({ name: 'ECDH', public: server }, oneTime.privateKey, sharedBits);
  const key = await sealingKey(shared, sealInfo(ephemeralKey, carryKey), subtle);
  const ciphertext = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv: sealNonce }, key, packed));
  return sealedText({ ephemeralKey, ciphertext });
}

async function sealingKey(shared: ArrayBuffer, info: Bytes, subtle: SubtleCrypto): Promise<CryptoKey> {
  const secret = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const salt = new Uint8Array();
  return subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info }, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
}
