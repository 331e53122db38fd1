import assert from 'node:assert/strict';
import { test } from 'node:test';

import { defaultPolicy } from '../../../attendance/policy.ts';
import { defaultPolicyView, formOf, isSamePolicy, readPolicyForm } from './read-policy-form.ts';

test('the defaults that are shown are the server’s', () => {
  assert.deepEqual(Object.values(defaultPolicyView), Object.values(defaultPolicy));
});

test('what was read from a policy is written back as it was', () => {
  const policy = { ...defaultPolicyView, sync_deadline_hours: 0.5, two_codes: false };
  assert.deepEqual(readPolicyForm(formOf(policy)), { ok: true, value: policy });
});

test('hours may have a fraction, with a comma too; guests are whole people', () => {
  const read = readPolicyForm({ ...formOf(defaultPolicyView), sync_deadline_hours: '1,5', borrowed_phones: '1.5' });
  assert.deepEqual(read.ok ? null : Object.keys(read.failure), ['borrowed_phones']);
});

test('each field says what is wrong with it', () => {
  const read = readPolicyForm({ sync_deadline_hours: '1441', verified_after_close_minutes: '', device_cool_down_hours: '-1', borrowed_phones: '11', two_codes: true });
  assert.deepEqual(read.ok ? null : Object.keys(read.failure).toSorted(), ['borrowed_phones', 'device_cool_down_hours', 'sync_deadline_hours', 'verified_after_close_minutes']);
});

test('two policies are the same where every field is', () => {
  assert.equal(isSamePolicy(defaultPolicyView, { ...defaultPolicyView }), true);
  assert.equal(isSamePolicy(defaultPolicyView, { ...defaultPolicyView, borrowed_phones: 2 }), false);
  assert.equal(isSamePolicy(defaultPolicyView, { ...defaultPolicyView, two_codes: false }), false);
});
