import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { sealForCarrying } from '../src/client/offline/seal-for-carrying.ts';
import { base64url } from '../src/protocol/base64url.ts';
import { concatBytes, equalInConstantTime, utf8, type Bytes } from '../src/protocol/bytes.ts';
import { crockford } from '../src/protocol/crockford.ts';
import { encodeEntry } from '../src/protocol/encode-entry.ts';
import type { Entry } from '../src/protocol/entry.ts';
import { findSealed, parseSealedText, sealedUrl } from '../src/protocol/sealed-entry.ts';
import { carryKey } from '../src/server/carry-key.ts';
import { makeDevice, sha256 } from './support/crypto.ts';

/** From the phone that seals to the server that opens. */

const { subtle } = globalThis.crypto;
const device = makeDevice();
const server = carryKey(new Uint8Array(32).fill(7));
const toServer = base64url.decode(server.published.public_key)!;
const usual: Entry = {
  ...{ student: '2022IMT-048', session: '0123456789abcdef', device: device.deviceId, seq: 3, prev: base64url.encode(sha256(utf8('before'))) },
  ...{ codes: [crockford.encode(new Uint8Array([2, 1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, ...new Uint8Array(20)]))], wall: 1_772_442_061_000, mono: 1_234_567 },
  nonce: base64url.encode(new Uint8Array(16)),
};

const queued = (entryBytes: Bytes) => ({ bytes: entryBytes, signature: base64url.encode(device.seal(entryBytes)), deviceKey: base64url.encode(device.publicKey) });

test('what a phone seals, the server opens as what the phone itself would send', async () => {
  const entry = queued(encodeEntry(usual));
  const [first, again] = [(await sealForCarrying(entry, toServer, subtle))!, (await sealForCarrying(entry, toServer, subtle))!];
  assert.notEqual(first, again);
  for (const text of [first, again]) {
    const sealed = parseSealedText(text);
    assert.ok(sealed.ok);
    assert.deepEqual(server.open(sealed.value), { entry: base64url.encode(entry.bytes), signature: entry.signature, device_key: entry.deviceKey, queued: true });
    assert.equal(carryKey(new Uint8Array(32).fill(8)).open(sealed.value), undefined);
  }
});

test('an entry without a device is not carried', async () => {
  assert.equal(await sealForCarrying({ bytes: encodeEntry({ ...usual, device: null }), signature: null, deviceKey: null }, toServer, subtle), undefined);
});

test('no bit of a sealed text can be changed', async () => {
  const text = (await sealForCarrying(queued(encodeEntry(usual)), toServer, subtle))!;
  const bytes = crockford.decode(text)!;
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = bytes.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const sealed = parseSealedText(crockford.encode(changed));
    assert.equal(sealed.ok ? server.open(sealed.value) : undefined, undefined, `bit ${bit}`);
  }
});

test('whatever a carrier cuts, joins and changes, the server opens one of the entries as it was sealed, or none', async () => {
  const [one, other] = [queued(encodeEntry(usual)), queued(encodeEntry({ ...usual, student: '2022IMT-049' }))];
  const texts = [await sealForCarrying(one, toServer, subtle), await sealForCarrying(one, toServer, subtle), await sealForCarrying(other, toServer, subtle)];
  const sealed = texts.map((text) => crockford.decode(text!)!);
  const entries = [one, other].map(({ bytes }) => base64url.encode(bytes));
  const which = fc.nat(sealed.length - 1);
  const place = fc.nat(sealed[0]!.length);
  let wholes = 0;
  fc.assert(
    fc.property(which, which, place, place, fc.uint8Array({ maxLength: 1 }), (base, donor, from, until, more) => {
      const [kept, put] = [sealed[base]!, sealed[donor]!];
      const bytes = concatBytes(kept.subarray(0, from), put.subarray(from, until), kept.subarray(Math.max(from, until)), more);
      const text = parseSealedText(crockford.encode(bytes));
      const opened = text.ok ? server.open(text.value) : undefined;
      const isWhole = sealed.some((each) => equalInConstantTime(each, bytes));
      assert.equal(opened !== undefined && entries.includes(opened.entry), isWhole);
      assert.equal(opened !== undefined, isWhole);
      wholes += Number(isWhole);
    }),
    { numRuns: 2_000 },
  );
  assert.ok(wholes > 100 && wholes < 1_900, `${wholes} of 2,000 were whole`);
});

test('a sealed text is found in its URL, and what is none is not', async () => {
  const text = (await sealForCarrying(queued(encodeEntry(usual)), toServer, subtle))!;
  const url = sealedUrl('https://attend.example.edu/', text).join('');
  assert.ok(url.startsWith('HTTPS://ATTEND.EXAMPLE.EDU/S#X'));
  for (const scanned of [url, `#X${text}`, `X${text}`, ` ${url.toLowerCase()}\n`]) assert.equal(findSealed(scanned), text);
  for (const foreign of ['', '#X', 'X', usual.codes[0]!, text.slice(1), `${url}U`, 'https://example.org/#menu']) assert.equal(findSealed(foreign), undefined, foreign);
});
