import { base64url } from '../../../protocol/base64url.ts';
import { deviceStore, type WithDatabase } from './database.ts';
import { openSigner } from './device.ts';
import { resultOf, writeIn } from './requests.ts';

/**
 * Replaces this phone's key, and begins a new chain with it, where the key is one of those that staff have switched off. Of two
 * tabs that do so at the same time one wins; an entry that a tab has just sealed with the old key is not stored by `append`.
 * Resolves to whether the key is another one now.
 */
export async function renewKey(withDatabase: WithDatabase, subtle: SubtleCrypto, revokedKeys: readonly string[]): Promise<boolean> {
  const { publicKey } = await openSigner(withDatabase, subtle);
  if (!revokedKeys.includes(publicKey)) return false;
  const keys = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const own = base64url.encode(new Uint8Array(await subtle.exportKey('raw', keys.publicKey)));
  return withDatabase((database) =>
    writeIn(database, [deviceStore], async (writing) => {
      const store = writing.objectStore(deviceStore);
      // Nothing stands there before the first renewal, and then the key is the one that was read above.
      const renewed = await resultOf<string | undefined>(store.get('public-key'));
      if (renewed !== undefined && renewed !== publicKey) return false;
      await resultOf(store.put(keys, 'keys'));
      await resultOf(store.put(own, 'public-key'));
      await resultOf(store.delete('head'));
      return true;
    }),
  );
}
