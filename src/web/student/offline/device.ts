import type { DeviceSigner } from '../../../client/offline/ports.ts';
import { base64url } from '../../../protocol/base64url.ts';
import type { KeptScan } from '../state.ts';
import { deviceStore, type WithDatabase } from './database.ts';
import { resultOf, writeIn } from './requests.ts';

const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** The student number that this phone submits for. */
export async function readStudent(withDatabase: WithDatabase): Promise<string | null> {
  return (await readValue<string>(withDatabase, 'student')) ?? null;
}

/** Where scans lie that wait for their second code. */
export const keptPrefix = 'kept:';

export function readKept(withDatabase: WithDatabase): Promise<readonly KeptScan[]> {
  const all = IDBKeyRange.bound(keptPrefix, `${keptPrefix}~`);
  return withDatabase((database) => resultOf<KeptScan[]>(database.transaction(deviceStore).objectStore(deviceStore).getAll(all)));
}

/** Resolves when the number is durably stored. */
export async function writeStudent(withDatabase: WithDatabase, student: string): Promise<void> {
  await withDatabase((database) => writeIn(database, [deviceStore], (writing) => resultOf(writing.objectStore(deviceStore).put(student, 'student'))));
}

/**
 * This phone's P-256 key, made on first use. It cannot be exported: the browser signs with it and shows it to nobody. Of two
 * tabs that make one at the same time, the first to store wins and both use its key. Rejects where nothing can be stored.
 */
export async function openSigner(withDatabase: WithDatabase, subtle: SubtleCrypto): Promise<DeviceSigner> {
  const found = await readValue<CryptoKeyPair>(withDatabase, 'keys');
  return signerOf(found ?? (await makeKeys(withDatabase, subtle)), subtle);
}

async function makeKeys(withDatabase: WithDatabase, subtle: SubtleCrypto): Promise<CryptoKeyPair> {
  const made = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  return withDatabase((database) =>
    writeIn(database, [deviceStore], async (writing) => {
      const store = writing.objectStore(deviceStore);
      const earlier = await resultOf<CryptoKeyPair | undefined>(store.get('keys'));
      if (earlier === undefined) await resultOf(store.put(made, 'keys'));
      return earlier ?? made;
    }),
  );
}

function readValue<Value>(withDatabase: WithDatabase, key: 'student' | 'keys'): Promise<Value | undefined> {
  return withDatabase((database) => resultOf<Value | undefined>(database.transaction(deviceStore).objectStore(deviceStore).get(key)));
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
