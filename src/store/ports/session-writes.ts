import type { Kysely, Transaction } from 'kysely';
import type { SessionStore } from '../../attendance/ports.ts';
import { takePlaces } from '../change-order.ts';
import { reassess, type ReassessCause } from '../judging/reassess.ts';
import { textOfOpenings } from '../rows/lists.ts';
import { openingColumns, rowOfSession } from '../rows/session-row.ts';
import type { RecordChangeRow, Tables } from '../tables.ts';

export type SessionWrite = 'insertSession' | 'replaceOpenings' | 'switchTyped' | 'replaceChecks' | 'retireSecrets';

export function sessionWritesOn(db: Kysely<Tables>): Pick<SessionStore, SessionWrite> {
  return {
    async insertSession(session) {
      await db.insertInto('session').values(rowOfSession(session)).execute();
    },

    async retireSecrets(closedBeforeMs) {
      const retired = await db
        .updateTable('session')
        .set({ wrapped_secret: null })
        .where('closes_at_ms', '<', closedBeforeMs)
        .where('wrapped_secret', 'is not', null)
        .returning('session_id')
        .execute();
      return retired.map((row) => row.session_id);
    },

    switchTyped: ({ institutionId, sessionId, offSinceMs, staffName, atMs }) =>
      db.transaction().execute(async (tx) => {
        const seq = await takePlaces(tx, institutionId, 1);
        const { numUpdatedRows } = await tx
          .updateTable('session')
          .set({ typed_off_since_ms: offSinceMs, seq })
          .where('institution_id', '=', institutionId)
          .where('session_id', '=', sessionId)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return;
        const action = offSinceMs === null ? 'typed_on' : 'typed_off';
        await appendChange(tx, { institutionId, sessionId, seq, action, before: null, after: JSON.stringify({ offSinceMs }), staffName, atMs });
      }),

    replaceChecks: ({ institutionId, sessionId, expected, checks, action, staffName, atMs }) =>
      db.transaction().execute(async (tx) => {
        const seq = await takePlaces(tx, institutionId, 1);
        const what = { before: textOfOpenings(expected), after: textOfOpenings(checks) };
        const { numUpdatedRows } = await tx
          .updateTable('session')
          .set({ checks: what.after, seq })
          .where('institution_id', '=', institutionId)
          .where('session_id', '=', sessionId)
          .where('checks', '=', what.before)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        await appendChange(tx, { institutionId, sessionId, seq, action, ...what, staffName, atMs });
        return true;
      }),

    replaceOpenings: ({ institutionId, sessionId, expected, openings, action, staffName, atMs }) =>
      db.transaction().execute(async (tx) => {
        const seq = await takePlaces(tx, institutionId, 1);
        const { numUpdatedRows } = await tx
          .updateTable('session')
          .set({ ...openingColumns(openings), seq })
          .where('institution_id', '=', institutionId)
          .where('session_id', '=', sessionId)
          .where('openings', '=', textOfOpenings(expected))
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        await regradeOffline(tx, institutionId, sessionId, { staffName, atMs });
        const what = { before: textOfOpenings(expected), after: textOfOpenings(openings) };
        await appendChange(tx, { institutionId, sessionId, seq, action, ...what, staffName, atMs });
        return true;
      }),
  };
}

interface SessionChange extends Pick<RecordChangeRow, 'seq' | 'action' | 'before' | 'after'> {
  readonly institutionId: number;
  readonly sessionId: string;
  readonly staffName: string;
  readonly atMs: number;
}

/** To the audit trail: what staff changed of the session itself. */
export async function appendChange(tx: Transaction<Tables>, { institutionId, sessionId, staffName, atMs, ...change }: SessionChange): Promise<void> {
  await tx
    .insertInto('record_change')
    .values({ institution_id: institutionId, session_id: sessionId, student_key: null, note: null, staff_name: staffName, at_ms: atMs, ...change })
    .execute();
}

/** How soon after the close an entry is known to have existed depends on the close; what arrived in its window does not. */
async function regradeOffline(tx: Transaction<Tables>, institutionId: number, sessionId: string, cause: ReassessCause): Promise<void> {
  const rows = await tx
    .selectFrom('evidence')
    .select('student_key')
    .distinct()
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('grade', '!=', 'online_in_window')
    .execute();
  await reassess(tx, institutionId, { places: rows.map((row) => ({ sessionId, studentKey: row.student_key })) }, cause);
}
