import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';

import { packSigned, unpackSigned } from './packed-signed.ts';
import { signatureThread } from './signature-thread.ts';

const { privateKey, publicKey: publicKeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = new Uint8Array(publicKeyObject.export({ format: 'der', type: 'spki' }).subarray(-65));

/** Holds where `bytes` are what was signed. */
function signed(text: string, said = text) {
  const signature = new Uint8Array(sign('sha256', Buffer.from(said), { key: privateKey, dsaEncoding: 'ieee-p1363' }));
  return { publicKey, signature, bytes: new Uint8Array(Buffer.from(text)) };
}

const [good, bad, empty] = [signed('here'), signed('here', 'there'), signed('')];

test('every batch gets its own answers, in order, whatever else is asked meanwhile', async () => {
  const check = signatureThread();
  const answers = await Promise.all([check([good, bad]), check([]), check([bad, empty, good])]);
  assert.deepEqual(answers, [[true, false], [], [false, true, true]]);
});

test('what a thread that dies was asked is answered all the same, and so is what is asked later', async () => {
  const dies = "import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => { throw new Error('it dies'); });";
  const check = signatureThread(new URL(`data:text/javascript,${encodeURIComponent(dies)}`));
  assert.deepEqual(await Promise.all([check([good, bad]), check([bad])]), [[true, false], [false]]);
  assert.deepEqual(await check([empty, good]), [true, true]);
});

test('a batch arrives at the thread as it left', () => {
  const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const one = fc.record({ publicKey: bytesOf(65), signature: bytesOf(64), bytes: fc.uint8Array({ maxLength: 700 }) }, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 70 }), (batch) => {
      const arrived = unpackSigned(structuredClone(packSigned(batch)));
      assert.deepEqual(arrived.map((each) => Object.values(each).map((part) => [...part])), batch.map((each) => Object.values(each).map((part) => [...part])));
    }),
  );
});
