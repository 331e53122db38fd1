import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpeningsChange } from '../../src/attendance/ports.ts';
import { aMark, anAttempt, aSession, classId, deviceless, institutionId, otherClassId, someEvidence, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** The sentences that every SessionStore fulfils. */
export function sessionStoreSuite(engine: string, openEmptyStore: OpenEmptyStore): void {
  describe(`SessionStore on ${engine}`, () => {
    it('finds a session as it was inserted, by id and by tag', async (test) => {
      const { sessions } = await openEmptyStore(test);
      const session = aSession({ lateAfterMinutes: 10, course: 'Räume & „Zeit“', rotationSeconds: 0, identity: 'open' });
      await sessions.insertSession(session);
      assert.deepEqual(await sessions.findSession(institutionId, classId), session);
      assert.deepEqual(await sessions.findSessionByTag(institutionId, session.tag), session);
    });

    it('finds nothing under another id, tag or institution', async (test) => {
      const { sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      assert.equal(await sessions.findSession(institutionId, otherClassId), undefined);
      assert.equal(await sessions.findSession(2, classId), undefined);
      assert.equal(await sessions.findSessionByTag(institutionId, '0000000000000000'), undefined);
      assert.equal(await sessions.findSessionByTag(2, aSession().tag), undefined);
    });

    it('refuses a second session of the same id or of the same tag', async (test) => {
      const { sessions } = await openEmptyStore(test);
      const session = aSession();
      await sessions.insertSession(session);
      await assert.rejects(sessions.insertSession(aSession({ tag: 'ffffffffffffffff' })));
      await assert.rejects(sessions.insertSession(aSession({ institutionId: 2, tag: session.tag })));
    });

    it('lists the sessions with an opening that touches an interval, of one institution', async (test) => {
      const { sessions } = await openEmptyStore(test);
      const twice = aSession({ openings: [{ fromMs: 1_000, untilMs: 2_000 }, { fromMs: 5_000, untilMs: 6_000 }] });
      const elsewhere = aSession({ institutionId: 2, sessionId: otherClassId, openings: [{ fromMs: 5_500, untilMs: 9_000 }] });
      await sessions.insertSession(twice);
      await sessions.insertSession(elsewhere);
      const openBetween = async (fromMs: number, untilMs: number) =>
        (await sessions.listSessionsOpenBetween(institutionId, fromMs, untilMs)).map(({ sessionId }) => sessionId).sort();
      assert.deepEqual(await openBetween(0, 999), []);
      assert.deepEqual(await openBetween(0, 1_000), [classId]);
      assert.deepEqual(await openBetween(2_001, 4_999), [], 'between its two openings it was closed');
      assert.deepEqual(await openBetween(5_800, 5_900), [classId], 'the one of another institution is open as well');
      assert.deepEqual(await openBetween(9_001, 20_000), []);
    });

    it('destroys the secrets of sessions that closed before an instant, once, and keeps everything else', async (test) => {
      const { sessions } = await openEmptyStore(test);
      const old = aSession({ openings: [{ fromMs: 1_000, untilMs: 2_000 }] });
      const recent = aSession({ sessionId: otherClassId, tag: 'eeeeeeeeeeeeeeee', openings: [{ fromMs: 1_000, untilMs: 3_000 }] });
      await sessions.insertSession(old);
      await sessions.insertSession(recent);
      assert.deepEqual(await sessions.retireSecrets(2_000), []);
      assert.deepEqual(await sessions.retireSecrets(2_001), [classId]);
      assert.deepEqual(await sessions.retireSecrets(2_001), []);
      assert.deepEqual(await sessions.findSession(institutionId, classId), { ...old, wrappedSecret: null });
      assert.deepEqual(await sessions.findSession(institutionId, otherClassId), recent);
    });

    it('lists the sessions of one institution in pages, newest first, with their counts', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      const ids = [1, 2, 3, 4, 5].map((number) => `00000000-0000-4000-8000-00000000000${number}`);
      for (const [index, sessionId] of ids.entries()) await sessions.insertSession(aSession({ sessionId, createdAtMs: startMs + index }));
      await sessions.insertSession(aSession({ institutionId: 2, sessionId: '00000000-0000-4000-8000-000000000009' }));
      await records.commit([someEvidence('1', 'a', { sessionId: ids[4]! }), anAttempt('2', { sessionId: ids[4]! })]);

      const first = await sessions.listSessions(institutionId, Number.MAX_SAFE_INTEGER, 2);
      assert.deepEqual(first.map(({ session }) => session.sessionId), [ids[4], ids[3]]);
      assert.deepEqual(first[0]!.counts, { counted: 1, provisional: 0, held: 0, refused: 1 });
      assert.deepEqual(first[1]!.counts, { counted: 0, provisional: 0, held: 0, refused: 0 });
      const rest = await sessions.listSessions(institutionId, first[1]!.session.createdAtMs, 10);
      assert.deepEqual(rest.map(({ session }) => session.sessionId), [ids[2], ids[1], ids[0]]);
    });

    it('counts students by the standing of their evidence, and only those who were there', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await records.commit([
        someEvidence('1', 'a'),
        someEvidence('2', 'b', { status: 'late' }),
        someEvidence('3', 'c', { grade: 'offline_unbounded', reasons: ['synced_after_window'] }),
        deviceless('4', 'd'),
        anAttempt(null),
      ]);
      await records.mark(aMark('5', { status: 'present' }));
      await records.mark(aMark('6', { status: 'absent' }));
      await records.mark(aMark('2', { status: 'excused' }));
      assert.deepEqual(await sessions.countsOf(institutionId, classId), { counted: 2, provisional: 1, held: 1, refused: 1 });
      assert.deepEqual(await sessions.countsOf(institutionId, otherClassId), { counted: 0, provisional: 0, held: 0, refused: 0 });
    });

    it('replaces openings that are still the expected ones, and gives the change a place in the order of changes', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      const session = aSession();
      await sessions.insertSession(session);
      const closing: OpeningsChange = {
        ...{ institutionId, sessionId: classId, expected: session.openings, openings: [{ fromMs: startMs, untilMs: startMs + 60_000 }] },
        ...{ action: 'close', staffName: 'Dr. Rao', atMs: startMs + 60_000 },
      };
      assert.equal(await sessions.replaceOpenings(closing), true);
      assert.deepEqual((await sessions.findSession(institutionId, classId))!.openings, closing.openings);
      assert.equal(await sessions.replaceOpenings(closing), false, 'they are no longer what was expected');
      assert.equal(await sessions.replaceOpenings({ ...closing, sessionId: otherClassId }), false);

      const changes = await records.changesAfter(institutionId, classId, 0, 10);
      assert.equal(changes.isSessionChanged, true);
      assert.ok(changes.cursor > 0);
      assert.equal((await records.changesAfter(institutionId, classId, changes.cursor, 10)).isSessionChanged, false);
    });

    it('switches the typed code off and on, each time as a change of the session', async (test) => {
      const { sessions, records } = await openEmptyStore(test);
      const session = aSession();
      await sessions.insertSession(session);
      const by = { institutionId, sessionId: classId, staffName: 'Dr. Rao', atMs: startMs };
      await sessions.switchTyped({ ...by, offSinceMs: startMs });
      assert.deepEqual(await sessions.findSession(institutionId, classId), { ...session, typedOffSinceMs: startMs });
      const off = await records.changesAfter(institutionId, classId, 0, 10);
      assert.equal(off.isSessionChanged, true);
      await sessions.switchTyped({ ...by, offSinceMs: null });
      assert.deepEqual(await sessions.findSession(institutionId, classId), session);
      assert.equal((await records.changesAfter(institutionId, classId, off.cursor, 10)).isSessionChanged, true);
      await sessions.switchTyped({ ...by, sessionId: otherClassId, offSinceMs: startMs });
      assert.equal(await sessions.findSession(institutionId, otherClassId), undefined);
    });

    it('lets one of many changes at once win', async (test) => {
      const { sessions } = await openEmptyStore(test);
      const session = aSession();
      await sessions.insertSession(session);
      const change = { institutionId, sessionId: classId, expected: session.openings, action: 'extend', staffName: 'Dr. Rao', atMs: startMs } as const;
      const attempts = [1, 2, 3, 4].map((minutes) =>
        sessions.replaceOpenings({ ...change, openings: [{ fromMs: startMs, untilMs: startMs + minutes * 60_000 }] }),
      );
      assert.deepEqual((await Promise.all(attempts)).filter(Boolean), [true]);
    });
  });
}
