import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exportId } from '../../src/attendance/displays.ts';
import { lastEpoch } from '../../src/attendance/epoch-ranges.ts';
import { aReport } from './desk-samples.ts';
import { shownEvidenceSentences } from './display-evidence.ts';
import { aSession, classId, institutionId, otherClassId, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** The sentences that every DisplayStore fulfils. */
export function displayStoreSuite(engine: string, openEmptyStore: OpenEmptyStore): void {
  describe(`DisplayStore on ${engine}`, () => {
    it('knows nothing of a session without a display', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      assert.deepEqual(await displays.shownEpochs(institutionId, classId), { shown: [], known: [] });
      assert.deepEqual(await displays.listDisplays(institutionId, classId), []);
    });

    it('keeps what each display said, whatever the order, the split and the number of its reports', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      const reports = [
        aReport({ known: [0, 4], shown: [[0, 1], [3, 4]] }),
        aReport({ known: [5, 9], shown: [[5, 9]] }),
        aReport({ known: [20, 22], shown: [] }),
        aReport({ displayId: 'right', known: [2, 22], shown: [[9, 9]] }),
      ];
      const orders = [reports, reports.toReversed(), [...reports, ...reports], [reports[2]!, reports[0]!, reports[3]!, reports[1]!, reports[0]!]];
      for (const [index, order] of orders.entries()) {
        const sessionId = `class ${index}`;
        await sessions.insertSession(aSession({ sessionId }));
        for (const report of order) await displays.report({ ...report, sessionId });
        assert.deepEqual(await displays.shownEpochs(institutionId, sessionId), { shown: [[0, 1], [3, 9]], known: [[0, 9], [20, 22]] });
        const [left, right] = await displays.listDisplays(institutionId, sessionId);
        assert.deepEqual([left?.displayId, left?.shownEpochs, right?.displayId, right?.shownEpochs], ['left', 9, 'right', 1]);
      }
    });

    it('lists each display as it is now, the first one first, and no other session’s', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await sessions.insertSession(aSession({ sessionId: otherClassId }));
      await displays.report(aReport({ name: 'Hall 1', known: [0, 9], shown: [[0, 9]] }));
      await displays.report(aReport({ displayId: 'right', isHidden: true, atMs: startMs + 151_000 }));
      await displays.report(aReport({ isHidden: true, atMs: startMs + 160_000 }));
      await displays.report(aReport({ displayId: 'right', known: [31, 32], isLast: true, atMs: startMs + 161_000 }));
      const order = { hide: null, seq: 0 };
      assert.deepEqual(await displays.listDisplays(institutionId, classId), [
        { displayId: 'left', name: 'Hall 1', lastSeenAtMs: startMs + 160_000, isHidden: true, isClosed: false, shownEpochs: 10, order },
        { displayId: 'right', name: null, lastSeenAtMs: startMs + 161_000, isHidden: false, isClosed: true, shownEpochs: 0, order },
      ]);
      assert.deepEqual(await displays.listDisplays(institutionId, otherClassId), []);
      assert.deepEqual(await displays.listDisplays(2, classId), []);
      assert.deepEqual(await displays.shownEpochs(2, classId), { shown: [], known: [] });
    });

    it('takes a display that closed for one that shows nothing, until it reports or asks again', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await displays.report(aReport({ known: [0, 9], shown: [[0, 9]], isLast: true }));
      assert.deepEqual((await displays.shownEpochs(institutionId, classId)).known, [[0, lastEpoch]]);
      await displays.report(aReport({ known: [20, 22], shown: [[20, 22]] }));
      assert.deepEqual((await displays.shownEpochs(institutionId, classId)).known, [[0, 22]]);
      assert.equal((await displays.listDisplays(institutionId, classId))[0]?.isClosed, false);
      await displays.report(aReport({ isLast: true }));
      assert.deepEqual((await displays.shownEpochs(institutionId, classId)).known, [[0, 22], [31, lastEpoch]], 'without epochs it closes when it says so');
      await displays.report(aReport({ atMs: startMs + 200_000 }));
      assert.deepEqual((await displays.shownEpochs(institutionId, classId)).known, [[0, 22], [31, 39]]);
      assert.equal((await displays.listDisplays(institutionId, classId))[0]?.isClosed, false);
    });

    it('leaves everything unknown from the moment on at which a new display asks, until that one speaks', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await displays.report(aReport({ known: [0, 40] }));
      await displays.report(aReport({ displayId: 'right' }));
      assert.deepEqual(await displays.shownEpochs(institutionId, classId), { shown: [], known: [[0, 29]] });
      await displays.report(aReport({ displayId: 'right', known: [30, 35], shown: [[30, 35]] }));
      assert.deepEqual(await displays.shownEpochs(institutionId, classId), { shown: [[30, 35]], known: [[0, 35]] });
    });

    it('lets a display that asks before the session starts wait for its first word in it', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await displays.report(aReport({ atMs: startMs - 60_000 }));
      await displays.report(aReport({ displayId: 'right', known: [0, 9] }));
      assert.deepEqual((await displays.shownEpochs(institutionId, classId)).known, [[0, 9]]);
    });

    it('takes what it says it showed for known, and ranges that end before they begin for nothing', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await displays.report(aReport({ known: [4, 6], shown: [[2, 4], [9, 7]] }));
      await displays.report(aReport({ known: [9, 8] }));
      assert.deepEqual(await displays.shownEpochs(institutionId, classId), { shown: [[2, 4]], known: [[2, 6]] });
    });

    it('counts what was fetched as shown, and neither lists it nor waits for it', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await displays.report(aReport({ displayId: exportId, shown: [[7, 7]] }));
      await displays.report(aReport({ known: [0, 9] }));
      assert.deepEqual(await displays.shownEpochs(institutionId, classId), { shown: [[7, 7]], known: [[0, 9]] });
      assert.equal((await displays.listDisplays(institutionId, classId)).length, 1);
      const order = { institutionId, sessionId: classId, displayId: exportId, hide: true, staffName: 'Dr. Rao', atMs: startMs };
      assert.equal(await displays.orderDisplay(order), false);
    });

    it('lets no display say that a static code was not shown: it was given out with the session', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession({ rotationSeconds: 0 }));
      await displays.report(aReport({ known: [0, 0], isHidden: true, isLast: true }));
      assert.deepEqual(await displays.shownEpochs(institutionId, classId), { shown: [], known: [] });
      assert.equal((await displays.listDisplays(institutionId, classId))[0]?.isClosed, true);
    });

    it('gives a display the newest order with its next report, each order with a higher number', async (test) => {
      const { displays, sessions } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      const order = { institutionId, sessionId: classId, displayId: 'left', hide: true, staffName: 'Dr. Rao', atMs: startMs };
      assert.equal(await displays.orderDisplay(order), false, 'there is no such display yet');
      assert.deepEqual(await displays.report(aReport()), { order: { hide: null, seq: 0 }, hasChanged: false });
      await displays.report(aReport({ displayId: 'right' }));
      assert.equal(await displays.orderDisplay(order), true);
      const hidden = (await displays.report(aReport())).order;
      assert.equal(hidden.hide, true);
      assert.ok(hidden.seq > 0);
      await displays.orderDisplay({ ...order, hide: false });
      await displays.orderDisplay({ ...order, hide: true });
      const newest = (await displays.report(aReport())).order;
      assert.equal(newest.hide, true);
      assert.ok(newest.seq > hidden.seq + 1, 'both were given');
      assert.deepEqual((await displays.report(aReport({ displayId: 'right' }))).order, { hide: null, seq: 0 });
    });

    it('keeps a line of the audit trail for each order, with whose it was and what was asked before', async (test) => {
      const { displays, sessions, desk } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await displays.report(aReport({ name: 'Left wall' }));
      const order = { institutionId, sessionId: classId, displayId: 'left', hide: true, staffName: 'Dr. Rao', atMs: startMs + 7_000 };
      await displays.orderDisplay({ ...order, displayId: 'nowhere' });
      await displays.orderDisplay(order);
      await displays.orderDisplay({ ...order, hide: false, staffName: 'Prof. Rossi', atMs: startMs + 9_000 });
      const asked = (hide: boolean | null) => ({ displayId: 'left', name: 'Left wall', hide });
      const lines = await desk.listHistory(institutionId, classId, null, 10);
      assert.deepEqual(
        lines.map(({ action, studentKey, before, after, staffName, atMs }) => [action, studentKey, before, after, staffName, atMs]),
        [
          ['show_code', null, asked(true), asked(false), 'Prof. Rossi', startMs + 9_000],
          ['hide_code', null, asked(null), asked(true), 'Dr. Rao', startMs + 7_000],
        ],
      );
      assert.ok(lines[0]!.seq > lines[1]!.seq);
    });

    it('stores nothing for a session that does not exist', async (test) => {
      const { displays } = await openEmptyStore(test);
      await assert.rejects(displays.report(aReport({ known: [0, 9] })));
      assert.deepEqual(await displays.listDisplays(institutionId, classId), []);
    });

    shownEvidenceSentences(openEmptyStore);
  });
}
