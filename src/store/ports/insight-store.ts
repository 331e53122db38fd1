import type { Kysely } from 'kysely';
import type { InsightStore } from '../../attendance/insight-store.ts';
import { takePlaces } from '../change-order.ts';
import { evidenceOfDevices } from '../judging/entry-reads.ts';
import { padded } from '../sql/many-rows.ts';
import type { Tables } from '../tables.ts';

export function insightReadsOn(db: Kysely<Tables>): Pick<InsightStore, 'listHeadcounts' | 'firstSeenOf'> {
  return {
    async listHeadcounts(institutionId, sessionId, limit) {
      const rows = await db
        .selectFrom('headcount')
        .selectAll()
        .where('institution_id', '=', institutionId)
        .where('session_id', '=', sessionId)
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ counted, recorded, note, staff_name: staffName, at_ms: atMs }) => ({ institutionId, sessionId, counted, recorded, note, staffName, atMs }));
    },

    async firstSeenOf(institutionId, deviceIds) {
      if (deviceIds.length === 0) return [];
      const rows = await evidenceOfDevices(db, institutionId, padded(deviceIds))
        .innerJoin('record', (join) =>
          join
            .onRef('record.institution_id', '=', 'evidence.institution_id')
            .onRef('record.session_id', '=', 'evidence.session_id')
            .onRef('record.student_key', '=', 'evidence.student_key')
            .onRef('record.device_id', '=', 'link.device_id'),
        )
        .select((eb) => ['link.device_id', eb.fn.min('record.received_at_ms').as('at_ms')])
        .groupBy('link.device_id')
        .execute();
      return rows.map(({ device_id: deviceId, at_ms: atMs }) => ({ deviceId, atMs }));
    },
  };
}

export function insightWritesOn(db: Kysely<Tables>): Pick<InsightStore, 'addHeadcount'> {
  return {
    addHeadcount: ({ institutionId, sessionId, counted, recorded, note, staffName, atMs }) =>
      db.transaction().execute(async (tx) => {
        const seq = await takePlaces(tx, institutionId, 1);
        await tx
          .insertInto('headcount')
          .values({ institution_id: institutionId, session_id: sessionId, seq, counted, recorded, note, staff_name: staffName, at_ms: atMs })
          .execute();
      }),
  };
}
