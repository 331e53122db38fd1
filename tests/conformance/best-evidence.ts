import assert from 'node:assert/strict';
import { it } from 'node:test';
import { aMark, anAttempt, aSession, bytesOf, classId, deviceless, institutionId, nextEvidence, otherClassId, someEvidence, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

const queued = { queued: true, receivedAtMs: startMs + 3_600_000 } as const;

/** What stands behind a record, and what else that is stored says about it. */
export function bestEvidenceSentences(openEmptyStore: OpenEmptyStore): void {
  it('lets the best evidence of a student stand behind the record, whichever came first', async (test) => {
    for (const isBestFirst of [true, false]) {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const provisional = someEvidence('1', 'offline', queued);
      const counted = someEvidence('1', 'in window', { deviceId: bytesOf('second device') });
      const outcomes = [];
      for (const item of isBestFirst ? [counted, provisional] : [provisional, counted]) outcomes.push(...(await records.commit([item])));
      assert.deepEqual(outcomes.map(({ kind }) => kind), isBestFirst ? ['stored', 'duplicate'] : ['stored', 'stored']);
      const record = await records.findRecord(institutionId, classId, '1');
      assert.deepEqual([record?.grade, record?.entryId], ['online_in_window', counted.entryId]);
    }
  });

  it('accepts one of two submissions that are worth the same, who came first, whichever of them the record rests on', async (test) => {
    const [low, high] = ['one', 'other'].toSorted((left, right) => Buffer.compare(bytesOf(left), bytesOf(right)));
    for (const afterMs of [0, 1]) {
      for (const isTogether of [true, false]) {
        const { sessions, records } = await openEmptyStore(test);
        await sessions.insertSession(aSession());
        const first = someEvidence('1', high!, { ...queued, deviceId: bytesOf('first device') });
        const second = someEvidence('1', low!, { ...queued, deviceId: bytesOf('second device'), receivedAtMs: queued.receivedAtMs + afterMs });
        const outcomes = isTogether ? await records.commit([first, second]) : [...(await records.commit([first])), ...(await records.commit([second]))];
        assert.deepEqual(outcomes.map(({ kind }) => kind), ['stored', 'duplicate']);
        const record = await records.findRecord(institutionId, classId, '1');
        assert.deepEqual(record?.entryId, bytesOf(afterMs === 0 ? low! : high!));
        assert.equal((await records.findEvidence(institutionId, second.entryId))?.answered, 'duplicate');
        assert.deepEqual(await records.commit([second]), [{ kind: 'replayed', evidence: await records.findEvidence(institutionId, second.entryId) }]);
      }
    }
  });

  it('keeps what staff set whatever arrives, and takes it back to what arrived', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    const [set] = await records.markNew([aMark('1', { status: 'absent' })]);
    assert.deepEqual((await records.commit([someEvidence('1', 'a'), deviceless('1', 'b')])).map(({ kind }) => kind), ['duplicate', 'duplicate']);
    assert.deepEqual(await records.findRecord(institutionId, classId, '1'), set!.record);
    assert.deepEqual(await records.unmark([{ ...aMark('1'), seq: set!.record.seq }]), [true]);
    const after = await records.findRecord(institutionId, classId, '1');
    assert.deepEqual([after?.grade, after?.entryId], ['online_in_window', bytesOf('a')]);
  });

  it('flags every entry from a fork on, also those that were recorded before it was known', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    const first = someEvidence('1', 'a');
    await records.commit([first]);
    const [forked] = await records.commit([someEvidence('2', 'rival', { deviceId: first.deviceId })]);
    assert.ok(forked?.kind === 'stored');
    assert.deepEqual([forked.evidence.grade, forked.record.grade], ['suspicious', 'suspicious']);
    assert.ok(forked.evidence.reasons.includes('chain_fork'));
    const earlier = await records.findRecord(institutionId, classId, '1');
    assert.deepEqual([earlier?.grade, earlier?.reasons.includes('chain_fork')], ['suspicious', true]);
    assert.equal((await records.findEvidence(institutionId, first.entryId))?.grade, 'online_in_window', 'what was answered stays');
  });

  it('takes a refused entry as the link between two others', async (test) => {
    for (const isRefusedLast of [true, false]) {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const first = someEvidence('1', 'a', queued);
      const link = { deviceId: first.deviceId!, entryId: bytesOf('refused'), seq: 1, prev: first.entryId };
      const refused = { kind: 'refused', link, institutionId, sessionId: classId, studentId: '1', code: 'code_early', carrier: 'token', atMs: queued.receivedAtMs } as const;
      const third = someEvidence('1', 'c', { ...queued, sessionId: otherClassId, chain: { seq: 2, prev: link.entryId }, secondEpoch: 5 });
      await sessions.insertSession(aSession({ sessionId: otherClassId }));
      await records.commit(isRefusedLast ? [first, third] : [first, refused]);
      const before = await records.findRecord(institutionId, otherClassId, '1');
      assert.equal(before?.reasons.includes('chain_gap'), isRefusedLast ? true : undefined);
      await records.commit([isRefusedLast ? refused : third]);
      const after = await records.findRecord(institutionId, otherClassId, '1');
      assert.equal(after?.reasons.includes('chain_gap'), false);
    }
  });

  it('bounds an entry by a contact with it, or with one that was made after it', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    const first = someEvidence('1', 'a', { ...queued, secondEpoch: 5 });
    const second = nextEvidence(first, 'b', { sessionId: classId, queued: true, epoch: 5, secondEpoch: 7 });
    const contact = { kind: 'contact', institutionId, head: second.entryId, atMs: startMs + 60_000 } as const;
    const [stored] = await records.commit([first]);
    assert.ok(stored?.kind === 'stored');
    assert.deepEqual([stored.record.grade, stored.record.reasons.includes('bounded_too_late')], ['offline_unbounded', true]);
    assert.deepEqual(await records.commit([contact]), [{ kind: 'noted' }]);
    await records.commit([second]);
    const after = await records.findRecord(institutionId, classId, '1');
    assert.deepEqual([after?.entryId, after?.grade, after?.reasons], [first.entryId, 'offline_verified', ['synced_after_window', 'two_codes', 'bounded_by_contact']]);
  });

  it('bounds an entry by a contact with a refused one that was made after it and came later', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    const first = someEvidence('1', 'a', { ...queued, secondEpoch: 5 });
    const link = { deviceId: first.deviceId!, entryId: bytesOf('refused'), seq: 1, prev: first.entryId };
    await records.commit([{ kind: 'contact', institutionId, head: link.entryId, atMs: startMs + 60_000 }]);
    await records.commit([first]);
    await records.commit([anAttempt('1', { link, atMs: queued.receivedAtMs + 1_000 })]);
    const after = await records.findRecord(institutionId, classId, '1');
    assert.deepEqual([after?.grade, after?.reasons], ['offline_verified', ['synced_after_window', 'two_codes', 'bounded_by_contact']]);
  });

  it('accepts a second scan during a check, and tells which checks a student answered', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    const checks = [{ fromMs: startMs + 60_000, untilMs: startMs + 180_000 }];
    await sessions.insertSession(aSession({ checks }));
    const first = someEvidence('1', 'a');
    await records.commit([first]);
    const during = nextEvidence(first, 'b', { epoch: 13, receivedAtMs: startMs + 66_000 });
    const [answered] = await records.commit([during]);
    assert.ok(answered?.kind === 'stored');
    assert.deepEqual([answered.record.entryId, answered.record.checks], [first.entryId, [1]]);
    const after = nextEvidence(during, 'c', { epoch: 40, receivedAtMs: startMs + 201_000 });
    const [duplicate] = await records.commit([after]);
    assert.ok(duplicate?.kind === 'duplicate');
    assert.deepEqual(duplicate.record.checks, [1]);
  });

  it('keeps only so many submissions of one device beside the first, and links the others', async (test) => {
    const { sessions, records } = await openEmptyStore(test);
    await sessions.insertSession(aSession());
    let last = someEvidence('1', 'entry 0');
    const all = [last];
    for (let index = 1; index < 12; index++) all.push((last = nextEvidence(last, `entry ${index}`)));
    for (const item of all) await records.commit([item]);
    const kept = await Promise.all(all.map(({ entryId }) => records.findEvidence(institutionId, entryId)));
    assert.deepEqual(kept.map((evidence) => evidence !== undefined), all.map((_, index) => index < 9));
    const next = nextEvidence(last, 'elsewhere', { sessionId: 'other' });
    await sessions.insertSession(aSession({ sessionId: 'other' }));
    const [stored] = await records.commit([next]);
    assert.ok(stored?.kind === 'stored' && !stored.evidence.reasons.includes('chain_gap'));
  });
}
