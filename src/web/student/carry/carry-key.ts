import { base64url } from '../../../protocol/base64url.ts';
import type { Bytes } from '../../../protocol/bytes.ts';
import { parseJsonObject } from '../../../protocol/payload.ts';
import { paths } from '../../../protocol/paths.ts';
import { deviceStore, type WithDatabase } from '../offline/database.ts';
import { resultOf, writeIn } from '../offline/requests.ts';

const storedName = 'carry_key';
const timeoutMs = 10_000;

/** The server's carry key, raw, 65 bytes. Undefined for what anybody else answered; rejects without a network. */
export async function fetchCarryKey(fetch: typeof globalThis.fetch): Promise<Bytes | undefined> {
  const reply = await fetch(paths.carryKey[1], { redirect: 'manual', cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(timeoutMs) });
  const { public_key: text } = reply.status === 200 ? (parseJsonObject(await reply.text()) ?? {}) : {};
  const key = typeof text === 'string' ? base64url.decode(text) : undefined;
  return key?.length === 65 && key[0] === 4 ? key : undefined;
}

/** Undefined where none was kept yet. */
export function readCarryKey(withDatabase: WithDatabase): Promise<Bytes | undefined> {
  return withDatabase((database) => resultOf<Bytes | undefined>(database.transaction(deviceStore).objectStore(deviceStore).get(storedName)));
}

export async function writeCarryKey(withDatabase: WithDatabase, key: Bytes): Promise<void> {
  await withDatabase((database) => writeIn(database, [deviceStore], (writing) => resultOf(writing.objectStore(deviceStore).put(key, storedName))));
}
