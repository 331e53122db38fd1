import type { DeviceSigner } from '../../../client/offline/ports.ts';
import { base64url } from '../../../protocol/base64url.ts';
import type { WithDatabase } from './database.ts';

const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** The student number that this phone submits for. */
export async function readStudent(withDatabase: WithDatabase): Promise<string | null> {
  return withDatabase(async (database) => ((await database.get('device', 'student')) as string | undefined) ?? null);
}

/** Resolves when the number is durably stored. */
export async function writeStudent(withDatabase: WithDatabase, student: string): Promise<void> {
  await withDatabase(async (database) => {
    const writing = database.transaction('device', 'readwrite', { durability: 'strict' });
    await Promise.all([writing.store.put(student, 'student'), writing.done]);
  });
}

/**
 * This phone's P-256 key, made on first use. It cannot be exported: the browser signs with it and shows it to nobody. Of two
 * tabs that make one at the same time, the first to store wins and both use its key. Rejects where nothing can be stored.
 */
export async function openSigner(withDatabase: WithDatabase, subtle: SubtleCrypto): Promise<DeviceSigner> {
  const found = await readKeys(withDatabase);
  return signerOf(found ?? (await makeKeys(withDatabase, subtle)), subtle);
}

function readKeys(withDatabase: WithDatabase): Promise<CryptoKeyPair | undefined> {
  return withDatabase(async (database) => (await database.get('device', 'keys')) as CryptoKeyPair | undefined);
}

async function makeKeys(withDatabase: WithDatabase, subtle: SubtleCrypto): Promise<CryptoKeyPair> {
  const made = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  return withDatabase(async (database) => {
    const writing = database.transaction('device', 'readwrite', { durability: 'strict' });
    writing.done.catch(() => undefined);
    const earlier = (await writing.store.get('keys')) as CryptoKeyPair | undefined;
    if (earlier === undefined) await writing.store.put(made, 'keys');
    await writing.done;
    return earlier ?? made;
  });
}

async function signerOf(keys: CryptoKeyPair, subtle: SubtleCrypto): Promise<DeviceSigner> {
  const raw = new Uint8Array(await subtle.exportKey('raw', keys.publicKey));
  const sha256: DeviceSigner['sha256'] = async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes));
  return {
    publicKey: base64url.encode(raw),
    deviceId: base64url.encode(await sha256(raw)),
    sign: async (bytes) => new Uint8Array(await subtle.sign(ecdsa, keys.privateKey, bytes)),
    sha256,
  };
}
