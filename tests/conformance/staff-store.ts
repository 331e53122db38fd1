import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aToken, bytesOf, institutionId, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** The sentences that every StaffStore fulfils. */
export function staffStoreSuite(engine: string, openEmptyStore: OpenEmptyStore): void {
  describe(`StaffStore on ${engine}`, () => {
    const laterMs = startMs + 1_000;

    it('finds a token by its hash, whatever its state, and no other', async (test) => {
      const { staff } = await openEmptyStore(test);
      const token = aToken('t1', { expiresAtMs: startMs + 5 });
      await staff.insertToken(token);
      assert.deepEqual(await staff.findToken(token.hash), token);
      await staff.revokeToken(institutionId, 't1', startMs);
      assert.deepEqual(await staff.findToken(token.hash), { ...token, revokedAtMs: startMs });
      assert.equal(await staff.findToken(bytesOf('another')), undefined);
    });

    it('refuses a second token of the same secret', async (test) => {
      const { staff } = await openEmptyStore(test);
      await staff.insertToken(aToken('t1'));
      await assert.rejects(staff.insertToken(aToken('t2', { hash: aToken('t1').hash })));
    });

    it('lists the tokens of an institution, newest first, without set-up links', async (test) => {
      const { staff } = await openEmptyStore(test);
      await staff.insertToken(aToken('old'));
      await staff.insertToken(aToken('new', { createdAtMs: laterMs }));
      await staff.insertToken(aToken('link', { kind: 'setup' }));
      await staff.insertToken(aToken('foreign', { institutionId: 2 }));
      assert.deepEqual((await staff.listTokens(institutionId)).map(({ tokenId }) => tokenId), ['new', 'old']);
    });

    it('revokes a token with every token that it signed in, once', async (test) => {
      const { staff } = await openEmptyStore(test);
      const browser = aToken('browser', { kind: 'browser', parentTokenId: 'api' });
      const grandchild = aToken('grandchild', { kind: 'browser', parentTokenId: 'browser' });
      const stranger = aToken('stranger');
      await staff.insertToken(aToken('api'));
      for (const token of [browser, grandchild, stranger]) await staff.insertToken(token);
      assert.equal(await staff.revokeToken(institutionId, 'api', laterMs), true);
      assert.equal((await staff.findToken(browser.hash))?.revokedAtMs, laterMs);
      assert.equal((await staff.findToken(grandchild.hash))?.revokedAtMs, laterMs);
      assert.equal((await staff.findToken(stranger.hash))?.revokedAtMs, null);
      assert.equal(await staff.revokeToken(institutionId, 'api', laterMs + 1), false, 'it is revoked already');
      assert.equal((await staff.findToken(aToken('api').hash))?.revokedAtMs, laterMs, 'the first instant stands');
    });

    it('knows no token to revoke under another id or institution, or past its end', async (test) => {
      const { staff } = await openEmptyStore(test);
      await staff.insertToken(aToken('t1', { expiresAtMs: laterMs }));
      assert.equal(await staff.revokeToken(institutionId, 't2', startMs), false);
      assert.equal(await staff.revokeToken(2, 't1', startMs), false);
      assert.equal(await staff.revokeToken(institutionId, 't1', laterMs), false);
    });

    it('signs nobody in by a token that was revoked a moment before', async (test) => {
      const { staff } = await openEmptyStore(test);
      await staff.insertToken(aToken('api'));
      await staff.revokeToken(institutionId, 'api', laterMs);
      const browser = aToken('browser', { kind: 'browser', parentTokenId: 'api' });
      await staff.insertToken(browser);
      assert.equal((await staff.findToken(browser.hash))?.revokedAtMs, laterMs);
    });

    it('exchanges a set-up link exactly once, however many ask at once', async (test) => {
      const { staff } = await openEmptyStore(test);
      const link = aToken('link', { kind: 'setup', expiresAtMs: startMs + 60_000 });
      await staff.insertToken(link);
      const browsers = [1, 2, 3, 4].map((number) => aToken(`browser ${number}`, { kind: 'browser', parentTokenId: 'link' }));
      const answers = await Promise.all(browsers.map((browser) => staff.exchangeSetup(link.hash, browser, laterMs)));
      assert.equal(answers.filter(Boolean).length, 1);
      const winner = browsers[answers.indexOf(true)]!;
      assert.deepEqual(await staff.findToken(winner.hash), winner);
      assert.deepEqual(await staff.listTokens(institutionId), [winner], 'the others were not inserted');
    });

    it('exchanges no link that is expired, revoked, unknown or of another kind', async (test) => {
      const { staff } = await openEmptyStore(test);
      const expired = aToken('expired', { kind: 'setup', expiresAtMs: laterMs });
      const revoked = aToken('revoked', { kind: 'setup' });
      const api = aToken('api');
      for (const token of [expired, revoked, api]) await staff.insertToken(token);
      await staff.revokeSetups(institutionId, startMs);
      for (const hash of [expired.hash, revoked.hash, api.hash, bytesOf('nobody')]) {
        assert.equal(await staff.exchangeSetup(hash, aToken('browser', { kind: 'browser' }), laterMs), false);
      }
      assert.equal(await staff.findToken(aToken('browser').hash), undefined);
    });

    it('has staff once a token exists that is no set-up link, revoked or not', async (test) => {
      const { staff } = await openEmptyStore(test);
      assert.equal(await staff.hasStaff(institutionId), false);
      await staff.insertToken(aToken('link', { kind: 'setup' }));
      assert.equal(await staff.hasStaff(institutionId), false);
      await staff.insertToken(aToken('api'));
      await staff.revokeToken(institutionId, 'api', laterMs);
      assert.equal(await staff.hasStaff(institutionId), true);
      assert.equal(await staff.hasStaff(2), false);
    });

    it('revokes every set-up link of an institution and nothing else', async (test) => {
      const { staff } = await openEmptyStore(test);
      const tokens = [aToken('link', { kind: 'setup' }), aToken('api'), aToken('foreign', { kind: 'setup', institutionId: 2 })];
      for (const token of tokens) await staff.insertToken(token);
      await staff.revokeSetups(institutionId, laterMs);
      const revoked = await Promise.all(tokens.map(async ({ hash }) => (await staff.findToken(hash))?.revokedAtMs));
      assert.deepEqual(revoked, [laterMs, null, null]);
    });
  });
}
