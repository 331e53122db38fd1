import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { defaultPolicy } from '../../src/attendance/policy.ts';
import { backUp, restore } from '../../src/store/file/backup.ts';
import { oldSession, openings, writeOldDatabase, type OldEntry } from './old-database.ts';
import { aSession, bytesOf, institutionId, nextEvidence, someEvidence, startMs } from './samples.ts';
import { openTempStore, tempDir } from './temp-store.ts';

const entries: readonly OldEntry[] = [
  { name: 'a', student: '1', device: 'phone', seq: 4, prev: 'before', atMs: startMs + 17_000 },
  { name: 'b', student: '2', device: 'phone', seq: 5, prev: 'a', atMs: startMs + 27_000 },
  { name: 'c', student: '3', device: null, seq: 0, prev: null, atMs: startMs + 17_000 },
];

describe('A database of the version before', () => {
  it('keeps its records, and knows its devices, chains and decisions from then on', async (test) => {
    const dataDir = tempDir(test);
    await writeOldDatabase(dataDir, entries, ['4']);
    const { sessions, records, devices, desk } = await openTempStore(test, dataDir);
    const session = await sessions.findSession(institutionId, oldSession);
    assert.deepEqual([session?.checks, session?.policy, session?.openings], [[], defaultPolicy, openings]);
    const before = await records.listRecords(institutionId, oldSession, null, 10);
    assert.deepEqual(before.map(({ record }) => [record.studentId, record.grade, record.checks, record.isAsked]), [
      ['4', 'manual', [], false],
      ['1', 'online_in_window', [], false],
      ['3', 'late_sync', [], false],
      ['2', 'online_in_window', [], false],
    ]);
    const evidence = await records.findEvidence(institutionId, bytesOf('b'));
    assert.deepEqual([evidence?.chain, evidence?.way, evidence?.answered], [{ seq: 5, prev: bytesOf('a') }, 'direct', 'accepted']);
    const device = await devices.findDevice(institutionId, bytesOf('phone'));
    assert.deepEqual([device?.studentId, device?.firstSeenAtMs, device?.entries], ['1', startMs + 17_000, 2], 'it is bound to the student of its first entry');
    const decision = await desk.findDecision(institutionId, oldSession, '4');
    assert.deepEqual([decision?.kind, decision?.status, decision?.note, decision?.staffName, decision?.atMs], ['set', 'excused', 'was ill', 'Dr. Rao', startMs + 5]);
  });

  it('takes the next entry of a device as the next in its chain', async (test) => {
    const dataDir = tempDir(test);
    await writeOldDatabase(dataDir, entries, []);
    const { sessions, records } = await openTempStore(test, dataDir);
    await sessions.insertSession(aSession());
    const last = (await records.findEvidence(institutionId, bytesOf('b')))!;
    const next = nextEvidence(last, 'd', { studentId: '1', studentKey: '1', sessionId: aSession().sessionId, epoch: 5, queued: true, receivedAtMs: startMs + 400_000 });
    const [stored] = await records.commit([next]);
    assert.ok(stored?.kind === 'stored');
    assert.deepEqual(stored.evidence.reasons, ['synced_after_window', 'one_code'], 'no gap, no fork, and its own device');
    const [stranger] = await records.commit([someEvidence('5', 'e', { deviceId: bytesOf('phone'), chain: { seq: 7, prev: next.entryId } })]);
    assert.ok(stranger?.kind === 'stored');
    assert.deepEqual(stranger.evidence.reasons, ['device_of_other_student']);
  });

  it('is restored from its backup, and migrated then', async (test) => {
    const [dataDir, elsewhere] = [tempDir(test), join(tempDir(test), 'data')];
    await writeOldDatabase(dataDir, entries, []);
    const file = join(tempDir(test), 'backup.sqlite');
    assert.ok((await backUp(dataDir, file)).ok);
    assert.ok((await restore(file, elsewhere)).ok);
    const { records } = await openTempStore(test, elsewhere);
    assert.equal((await records.listRecords(institutionId, oldSession, null, 10)).length, 3);
  });
});
