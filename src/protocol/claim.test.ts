import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { base64url } from './base64url.ts';
import { claimBytes, claimHeader, claimText, isClaimText, maxClaimLetters, parseClaim } from './claim.ts';

const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const someClaims = fc.record({
  tag: bytesOf(8),
  carrier: fc.constantFrom('token' as const, 'json' as const, 'typed' as const),
  epoch: fc.nat(2 ** 32 - 1),
  claimedAtMs: fc.nat(2 ** 48 - 1),
  device: bytesOf(32),
});

test('every claim is read back as it was written', () => {
  fc.assert(
    fc.property(someClaims, bytesOf(32), (claim, mac) => {
      const header = claimHeader(claim);
      const read = parseClaim(claimText(header, mac));
      assert.ok(read !== undefined);
      const { header: readHeader, mac: readMac, ...rest } = read;
      const plain = (bytes: Uint8Array) => [...bytes];
      assert.deepEqual({ ...rest, tag: plain(rest.tag), device: plain(rest.device) }, { ...claim, tag: plain(claim.tag), device: plain(claim.device) });
      assert.deepEqual([plain(readHeader), plain(readMac)], [plain(header), plain(mac)]);
    }),
  );
});

test('a claim of another length, version or carrier is not known, and still has the form of one', () => {
  const good = new Uint8Array(claimBytes);
  good.set([1], 0);
  good.set([1], 9);
  assert.ok(parseClaim(base64url.encode(good)) !== undefined);
  for (const bytes of [good.with(0, 2), good.with(9, 0), good.with(9, 4), good.subarray(1), new Uint8Array([...good, 0])]) {
    const text = base64url.encode(bytes);
    assert.equal(parseClaim(text), undefined);
    assert.ok(isClaimText(text));
  }
  for (const text of ['', 'QR', 'QQ==', 'no claim', 'A'.repeat(maxClaimLetters + 4)]) assert.equal(isClaimText(text), false, text);
});

test('a tag of another length is a bug', () => {
  assert.throws(() => claimHeader({ tag: new Uint8Array(7), carrier: 'token', epoch: 0, claimedAtMs: 0, device: new Uint8Array(32) }), RangeError);
});
