import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { defaultPolicy } from '../../src/attendance/policy.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { aSession, bytesOf, institutionId, someEvidence, startMs } from './samples.ts';
import { cleanUp, openTempStore, tempDir } from './temp-store.ts';

describe('SQLite', () => {
  it('keeps every change of a policy and of a device, with who made it and what was before', async (test) => {
    const dataDir = tempDir(test);
    const store = await openTempStore(test, dataDir);
    const change = { institutionId, course: 'Networks', policy: defaultPolicy, staffName: 'Dr. Rao', atMs: startMs };
    await store.policies.setPolicy(change);
    await store.policies.setPolicy({ ...change, policy: { ...defaultPolicy, twoCodes: false }, staffName: 'Dr. Ito' });
    await store.sessions.insertSession(aSession());
    await store.records.commit([someEvidence('1', 'a', { deviceId: bytesOf('phone') })]);
    const device = { institutionId, deviceId: bytesOf('phone'), staffName: 'Dr. Rao', atMs: startMs + 1 };
    await store.devices.changeDevice({ ...device, action: { kind: 'revoke' } });
    await store.devices.changeDevice({ ...device, action: { kind: 'bind', studentId: '2', studentKey: '2' }, staffName: 'Dr. Ito' });
    await store.devices.changeDevice({ ...device, action: { kind: 'approve' } });

    const database = connect(join(dataDir, 'attendance.sqlite'), 'reader');
    cleanUp(test, () => database.close());
    const policies = database.prepare('select before, after, staff_name from course_policy_change order by seq').all();
    assert.deepEqual(policies.map(({ before, after, staff_name }) => [before === null, JSON.parse(String(after)).twoCodes, staff_name]), [
      [true, true, 'Dr. Rao'],
      [false, false, 'Dr. Ito'],
    ]);
    assert.equal(policies[1]?.['before'], policies[0]?.['after']);
    const devices = database.prepare('select action, before, after, staff_name from device_change order by seq').all();
    assert.deepEqual(devices.map(({ action, staff_name }) => [action, staff_name]), [['revoke', 'Dr. Rao'], ['bind', 'Dr. Ito'], ['approve', 'Dr. Rao']]);
    assert.deepEqual(devices.map(({ after }) => JSON.parse(String(after))), [
      { studentId: '1', boundBy: 'first_use', approvedAtMs: null, revokedAtMs: startMs + 1, revokedBy: 'Dr. Rao' },
      { studentId: '2', boundBy: 'staff', approvedAtMs: null, revokedAtMs: startMs + 1, revokedBy: 'Dr. Rao' },
      { studentId: '2', boundBy: 'staff', approvedAtMs: startMs + 1, revokedAtMs: null, revokedBy: null },
    ]);
    assert.deepEqual(devices.slice(1).map(({ before }) => before), devices.slice(0, 2).map(({ after }) => after));
  });
});
