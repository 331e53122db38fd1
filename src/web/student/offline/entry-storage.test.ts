import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { queueStorageSuite } from '../../../../tests/offline/queue-storage-suite.ts';
import { databaseName, databaseOpener, databaseVersion, deviceStore, isNewerDatabase } from './database.ts';
import { openSigner, readStudent, writeStudent } from './device.ts';
import { entryStorage } from './entry-storage.ts';
import { resultOf } from './requests.ts';

let places = 0;
const freshName = () => `${databaseName}-${places++}`;

queueStorageSuite('IndexedDB', async () => {
  const name = freshName();
  const opened: IDBDatabase[] = [];
  return {
    async open() {
      const withDatabase = databaseOpener(name);
      await withDatabase(async (database) => opened.push(database));
      return entryStorage(withDatabase);
    },
    async close() {
      for (const database of opened) database.close();
    },
  };
});

test('a connection that was lost is opened again, and the work is done', async () => {
  const withDatabase = databaseOpener(freshName());
  await writeStudent(withDatabase, '2022IMT-048');
  await withDatabase(async (database) => database.close());
  assert.equal(await readStudent(withDatabase), '2022IMT-048');
});

test('a database of a newer app is left alone, and the failure says so', async () => {
  const name = freshName();
  (await openNewer(name)).close();
  const problem: unknown = await readStudent(databaseOpener(name)).catch((error: unknown) => error);
  assert.ok(isNewerDatabase(problem));
});

test('an older page lets a newer app upgrade, and then fails as outdated', async () => {
  const name = freshName();
  const older = databaseOpener(name);
  await writeStudent(older, '2022IMT-048');
  const newer = await openNewer(name);
  const problem: unknown = await readStudent(older).catch((error: unknown) => error);
  assert.ok(isNewerDatabase(problem));
  assert.equal(await resultOf(newer.transaction(deviceStore).objectStore(deviceStore).get('student')), '2022IMT-048');
  newer.close();
});

test('two tabs that make the device key at the same time use one key, which signs and cannot be exported', async () => {
  const name = freshName();
  const [left, right] = await Promise.all([1, 2].map(() => openSigner(databaseOpener(name), crypto.subtle)));
  assert.equal(left!.publicKey, right!.publicKey);
  assert.equal((await left!.sign(new Uint8Array([1, 2, 3]))).length, 64);
  const keys = await databaseOpener(name)((database) => resultOf<CryptoKeyPair>(database.transaction(deviceStore).objectStore(deviceStore).get('keys')));
  assert.equal(keys.privateKey.extractable, false);
});

/** The database as a later version of the app leaves it. */
function openNewer(name: string): Promise<IDBDatabase> {
  return resultOf(indexedDB.open(name, databaseVersion + 1));
}
