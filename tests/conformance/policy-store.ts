import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { defaultPolicy, type PolicyChange } from '../../src/attendance/policy.ts';
import { institutionId, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

const strict = { ...defaultPolicy, syncDeadlineHours: 1.5, twoCodes: false, borrowedPhones: 0 };

function aChange(parts: Partial<PolicyChange> = {}): PolicyChange {
  return { institutionId, course: 'Networks', policy: strict, staffName: 'Dr. Rao', atMs: startMs, ...parts };
}

/** The sentences that every PolicyStore fulfils. */
export function policyStoreSuite(engine: string, openEmptyStore: OpenEmptyStore): void {
  describe(`PolicyStore on ${engine}`, () => {
    it('knows no policy of a course that nobody set', async (test) => {
      const { policies } = await openEmptyStore(test);
      assert.equal(await policies.findPolicy(institutionId, 'Networks'), undefined);
      assert.equal(await policies.findPolicy(institutionId, ''), undefined);
    });

    it('finds what staff set last, of this course and this institution alone', async (test) => {
      const { policies } = await openEmptyStore(test);
      await policies.setPolicy(aChange());
      await policies.setPolicy(aChange({ course: 'networks', policy: defaultPolicy }));
      await policies.setPolicy(aChange({ institutionId: 2, policy: { ...strict, deviceCoolDownHours: 3 } }));
      assert.deepEqual(await policies.findPolicy(institutionId, 'Networks'), strict);
      assert.deepEqual(await policies.findPolicy(institutionId, 'networks'), defaultPolicy);
      assert.deepEqual(await policies.findPolicy(2, 'Networks'), { ...strict, deviceCoolDownHours: 3 });
      await policies.setPolicy(aChange({ policy: defaultPolicy, staffName: 'Dr. Ito' }));
      assert.deepEqual(await policies.findPolicy(institutionId, 'Networks'), defaultPolicy);
    });

    it('takes what two of staff set at once one after the other', async (test) => {
      const { policies } = await openEmptyStore(test);
      await Promise.all([1, 2, 3].map((borrowedPhones) => policies.setPolicy(aChange({ policy: { ...strict, borrowedPhones } }))));
      const last = await policies.findPolicy(institutionId, 'Networks');
      assert.ok([1, 2, 3].some((borrowedPhones) => isDeepStrictEqual(last, { ...strict, borrowedPhones })), 'whole, as one of them said');
    });
  });
}
