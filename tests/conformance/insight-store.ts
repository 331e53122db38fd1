import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hex } from '../../src/protocol/bytes.ts';
import { aHeadcount, aMark, aSession, bytesOf, classId, deviceless, institutionId, otherClassId, someEvidence, startMs } from './samples.ts';
import type { OpenEmptyStore } from './suite.ts';

/** The sentences that every InsightStore fulfils. */
export function insightStoreSuite(engine: string, openEmptyStore: OpenEmptyStore): void {
  describe(`InsightStore on ${engine}`, () => {
    it('keeps every headcount of a session, the newest first, and no other session’s', async (test) => {
      const { sessions, insight } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await sessions.insertSession(aSession({ sessionId: otherClassId }));
      const counts = [aHeadcount({ counted: 0 }), aHeadcount({ counted: 7, note: 'two left', staffName: 'Dr. Ito' }), aHeadcount({ atMs: startMs })];
      for (const count of counts) await insight.addHeadcount(count);
      assert.deepEqual(await insight.listHeadcounts(institutionId, classId, 10), counts.toReversed());
      assert.deepEqual(await insight.listHeadcounts(institutionId, classId, 1), [counts[2]]);
      assert.deepEqual(await insight.listHeadcounts(institutionId, otherClassId, 10), []);
      assert.deepEqual(await insight.listHeadcounts(2, classId, 10), []);
    });

    it('keeps no headcount of a session that does not exist', async (test) => {
      const { insight } = await openEmptyStore(test);
      await assert.rejects(insight.addHeadcount(aHeadcount()));
    });

    it('knows when a device was first seen, over all sessions of its institution, whatever staff did to the record since', async (test) => {
      const { sessions, records, insight } = await openEmptyStore(test);
      await sessions.insertSession(aSession());
      await sessions.insertSession(aSession({ sessionId: otherClassId }));
      await sessions.insertSession(aSession({ institutionId: 2 }));
      const [shared, own, elsewhere, unknown] = ['shared', 'own', 'elsewhere', 'unknown'].map(bytesOf) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
      const at = (deviceId: Uint8Array, receivedAtMs: number) => ({ deviceId, receivedAtMs });
      await records.commit([
        someEvidence('1', 'a', at(shared, startMs + 9)),
        someEvidence('2', 'b', at(shared, startMs + 8)),
        someEvidence('1', 'c', { ...at(shared, startMs + 5), sessionId: otherClassId }),
        someEvidence('3', 'd', at(own, startMs + 7)),
        someEvidence('1', 'e', { ...at(elsewhere, startMs + 1), institutionId: 2 }),
        deviceless('4', 'f'),
      ]);
      await records.mark(aMark('3'));
      const found = await insight.firstSeenOf(institutionId, [shared, own, elsewhere, unknown]);
      const sorted = found.map(({ deviceId, atMs }) => [hex(deviceId), atMs] as const).toSorted();
      assert.deepEqual(sorted, [[hex(shared), startMs + 5], [hex(own), startMs + 7]].toSorted());
      assert.deepEqual(await insight.firstSeenOf(institutionId, []), []);
    });
  });
}
