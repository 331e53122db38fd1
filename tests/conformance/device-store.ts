import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeviceChange } from '../../src/attendance/devices.ts';
import type { Store } from '../../src/store/open.ts';
import { anEntryOf } from './desk-samples.ts';
import { aSession, bytesOf, classId, institutionId, otherClassId, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

function aChange(device: string, action: DeviceChange['action'], parts: Partial<DeviceChange> = {}): DeviceChange {
  return { institutionId, deviceId: bytesOf(device), action, staffName: 'Dr. Rao', atMs: startMs + 100_000, ...parts };
}

const approve = { kind: 'approve' } as const;
const revoke = { kind: 'revoke' } as const;
const elsewhere = { sessionId: otherClassId } as const;

async function openClasses(store: Store): Promise<Store> {
  for (const sessionId of [classId, otherClassId, 'third', 'fourth']) await store.sessions.insertSession(aSession({ sessionId }));
  return store;
}

async function gradeOf({ records }: Store, studentKey: string, sessionId: string = classId) {
  const record = await records.findRecord(institutionId, sessionId, studentKey);
  return record === undefined ? undefined : [record.grade, ...record.reasons];
}

/** A student whose third phone waits, and scanned in the class. */
async function withThirdPhone(store: Store): Promise<void> {
  await store.records.commit([anEntryOf('first', '1', 0, { sessionId: 'third', receivedAtMs: startMs + 17_000 })]);
  await store.records.commit([anEntryOf('second', '1', 0, { ...elsewhere, receivedAtMs: startMs + 17_001 })]);
  await store.records.commit([anEntryOf('third', '1', 0, { receivedAtMs: startMs + 17_002 })]);
}

/** The sentences that every DeviceStore fulfils. */
export function deviceStoreSuite(engine: string, openEmptyStore: OpenEmptyStore): void {
  describe(`DeviceStore on ${engine}`, () => {
    it('lists the devices of a student, or all of them, the newest first', async (test) => {
      const store = await openClasses(await openEmptyStore(test));
      await store.records.commit([anEntryOf('a', '1', 0, { receivedAtMs: startMs + 16_000 })]);
      await store.records.commit([anEntryOf('b', '2', 0, { receivedAtMs: startMs + 17_000 })]);
      await store.records.commit([anEntryOf('a', '1', 1, { ...elsewhere, receivedAtMs: startMs + 18_000 })]);
      const all = await store.devices.listDevices(institutionId, null, 10);
      assert.deepEqual(all.map(({ studentKey, entries, firstSeenAtMs, lastSeenAtMs }) => [studentKey, entries, firstSeenAtMs - startMs, lastSeenAtMs - startMs]), [
        ['2', 1, 17_000, 17_000],
        ['1', 2, 16_000, 18_000],
      ]);
      assert.deepEqual(await store.devices.listDevices(institutionId, '1', 10), [all[1]]);
      assert.deepEqual(await store.devices.listDevices(institutionId, null, 1), [all[0]]);
      assert.deepEqual(await store.devices.listDevices(institutionId, 'nobody', 10), []);
      assert.deepEqual(await store.devices.listDevices(2, null, 10), []);
    });

    it('finds a device with all that is known of it', async (test) => {
      const store = await openClasses(await openEmptyStore(test));
      await store.records.commit([anEntryOf('a', '2022imt-048', 0)]);
      assert.deepEqual(await store.devices.findDevice(institutionId, bytesOf('a')), {
        ...{ institutionId, deviceId: bytesOf('a'), publicKey: new Uint8Array(65).fill(1), studentId: '2022imt-048', studentKey: '2022IMT-048' },
        ...{ boundBy: 'first_use', firstSeenAtMs: startMs + 17_000, approvedAtMs: null, revokedAtMs: null, revokedBy: null },
        ...{ lastSeenAtMs: startMs + 17_000, entries: 1, isForked: false },
      });
      assert.equal(await store.devices.findDevice(institutionId, bytesOf('b')), undefined);
      assert.equal(await store.devices.findDevice(2, bytesOf('a')), undefined);
    });

    it('tells a device that signed two entries for one place of its chain', async (test) => {
      const store = await openClasses(await openEmptyStore(test));
      await store.records.commit([anEntryOf('a', '1', 0), anEntryOf('a', '1', 0, { ...elsewhere, entryId: bytesOf('another') }), anEntryOf('b', '2', 0)]);
      const forked = await store.devices.listDevices(institutionId, null, 10);
      assert.deepEqual(new Map(forked.map(({ studentKey, isForked }) => [studentKey, isForked])), new Map([['1', true], ['2', false]]));
    });

    it('counts what a waiting device sent, once staff approve it, and says in which sessions', async (test) => {
      const store = await openClasses(await openEmptyStore(test));
      await withThirdPhone(store);
      assert.deepEqual(await gradeOf(store, '1'), ['late_sync', 'device_waits']);
      const { cursor } = await store.records.changesAfter(institutionId, classId, 0, 10);
      const changed = await store.devices.changeDevice(aChange('third', approve));
      assert.deepEqual(changed?.sessionIds, [classId]);
      assert.equal(changed?.device.approvedAtMs, startMs + 100_000);
      assert.deepEqual(await gradeOf(store, '1'), ['online_in_window']);
      const live = await store.records.changesAfter(institutionId, classId, cursor, 10);
      assert.deepEqual(live.records.map(({ grade }) => grade), ['online_in_window'], 'live readers are told');
      const [line] = await store.desk.listHistory(institutionId, classId, '1', 10);
      assert.deepEqual([line?.action, line?.staffName], ['regrade', 'Dr. Rao']);
    });

    it('changes no record by a revocation, takes nothing of the device after it, and again after an approval', async (test) => {
      const store = await openClasses(await openEmptyStore(test));
      await store.records.commit([anEntryOf('a', '1', 0)]);
      const revoked = await store.devices.changeDevice(aChange('a', revoke));
      assert.deepEqual([revoked?.sessionIds, revoked?.device.revokedAtMs, revoked?.device.revokedBy], [[], startMs + 100_000, 'Dr. Rao']);
      assert.deepEqual(await gradeOf(store, '1'), ['online_in_window']);
      const late = (seq: number, sessionId: string, receivedAtMs: number) => anEntryOf('a', '1', seq, { sessionId, receivedAtMs, epoch: 24, scannedAtMs: receivedAtMs });
      const [refused] = await store.records.commit([late(1, otherClassId, startMs + 121_000)]);
      assert.equal(refused?.kind, 'revoked');
      assert.equal(await gradeOf(store, '1', otherClassId), undefined);
      const again = await store.devices.changeDevice(aChange('a', revoke, { staffName: 'Dr. Ito', atMs: startMs + 110_000 }));
      assert.deepEqual([again?.device.revokedAtMs, again?.device.revokedBy], [startMs + 100_000, 'Dr. Rao'], 'revoking twice is revoking once');
      const approved = await store.devices.changeDevice(aChange('a', approve, { atMs: startMs + 121_500 }));
      assert.deepEqual([approved?.device.revokedAtMs, approved?.device.revokedBy], [null, null]);
      const [stored] = await store.records.commit([late(2, 'third', startMs + 122_000)]);
      assert.equal(stored?.kind, 'stored');
    });

    it('binds a device to another student: what it sent for that one counts, and what it sent for the first is held', async (test) => {
      const store = await openClasses(await openEmptyStore(test));
      await store.records.commit([anEntryOf('a', 'mistyped', 0)]);
      await store.records.commit([anEntryOf('a', '1', 1, elsewhere)]);
      assert.deepEqual(await gradeOf(store, '1', otherClassId), ['suspicious', 'device_of_other_student']);
      const bound = await store.devices.changeDevice(aChange('a', { kind: 'bind', studentId: '1', studentKey: '1' }));
      assert.deepEqual([bound?.device.studentId, bound?.device.boundBy], ['1', 'staff']);
      assert.deepEqual(bound?.sessionIds.toSorted(), [classId, otherClassId].toSorted());
      assert.deepEqual(await gradeOf(store, '1', otherClassId), ['online_in_window']);
      assert.deepEqual(await gradeOf(store, 'MISTYPED'), ['suspicious', 'device_of_other_student']);
      await store.records.commit([anEntryOf('a', '1', 2, { sessionId: 'third' })]);
      assert.equal((await store.devices.findDevice(institutionId, bytesOf('a')))?.studentId, '1', 'no entry takes it back');
    });

    it('frees the place of a device that staff bind to somebody else', async (test) => {
      const store = await openClasses(await openEmptyStore(test));
      await withThirdPhone(store);
      const bound = await store.devices.changeDevice(aChange('first', { kind: 'bind', studentId: '2', studentKey: '2' }));
      assert.deepEqual(bound?.sessionIds.toSorted(), [classId, 'third'].toSorted());
      assert.deepEqual(await gradeOf(store, '1'), ['online_in_window']);
    });

    it('counts the guest of a lent phone who scanned first, though another one came before', async (test) => {
      const store = await openClasses(await openEmptyStore(test));
      const guest = (studentId: string, seq: number, epoch: number) => anEntryOf('a', studentId, seq, { isGuest: true, epoch, receivedAtMs: startMs + 27_000 + seq });
      await store.records.commit([anEntryOf('a', '1', 0)]);
      await store.records.commit([guest('2', 1, 5)]);
      assert.deepEqual(await gradeOf(store, '2'), ['online_in_window', 'borrowed_phone']);
      const { cursor } = await store.records.changesAfter(institutionId, classId, 0, 10);
      await store.records.commit([anEntryOf('a', '3', 2, { isGuest: true, epoch: 3, claimedAtMs: startMs + 17_500, receivedAtMs: startMs + 28_000 }), guest('4', 3, 5)]);
      assert.deepEqual(await gradeOf(store, '2'), ['suspicious', 'device_of_other_student']);
      assert.equal((await gradeOf(store, '3'))?.[0], 'online_in_window');
      assert.deepEqual(await gradeOf(store, '4'), ['suspicious', 'device_of_other_student']);
      const { records } = await store.records.changesAfter(institutionId, classId, cursor, 10);
      assert.deepEqual(records.map(({ studentKey }) => studentKey).toSorted(), ['2', '3', '4']);
    });

    it('changes nothing of a device that does not exist, or of another institution', async (test) => {
      const store = await openClasses(await openEmptyStore(test));
      await store.records.commit([anEntryOf('a', '1', 0)]);
      assert.equal(await store.devices.changeDevice(aChange('b', revoke)), undefined);
      assert.equal(await store.devices.changeDevice(aChange('a', revoke, { institutionId: 2 })), undefined);
      assert.equal((await store.devices.findDevice(institutionId, bytesOf('a')))?.revokedAtMs, null);
    });
  });
}
