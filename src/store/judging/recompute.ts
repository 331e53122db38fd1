import type { Kysely, Transaction } from 'kysely';
import type { DeskStore, Recomputed } from '../../attendance/desk.ts';
import type { Place } from './ask-in-parts.ts';
import { reassessAll, type RecordChange } from './reassess.ts';
import type { Tables } from '../tables.ts';

/** Students that one transaction judges, so that a server beside it waits no longer than for a batch. */
const studentsAtOnce = 128;

/** Judges stored evidence again, session by session, each page in a transaction of its own. */
export function recomputeOn(db: Kysely<Tables>): DeskStore['recompute'] {
  return async (institutionId, sessionId, isDry) => {
    let examined = 0;
    const changed: Recomputed['changed'][number][] = [];
    for (const session of sessionId === null ? await listSessionIds(db, institutionId) : [sessionId]) {
      for (let after = ''; ; ) {
        const page = await db.transaction().execute((tx) => recomputePage(tx, institutionId, session, after, isDry));
        examined += page.places.length;
        changed.push(...page.changes.map(inShort));
        const last = page.places.at(-1);
        if (last === undefined) break;
        after = last.studentKey;
      }
    }
    return { examined, changed };
  };
}

async function recomputePage(tx: Transaction<Tables>, institutionId: number, sessionId: string, after: string, isDry: boolean) {
  const rows = await tx
    .selectFrom('evidence')
    .select((eb) => ['student_key', eb.fn.max('received_at_ms').as('at_ms')])
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_key', '>', after)
    .groupBy('student_key')
    .orderBy('student_key')
    .limit(studentsAtOnce)
    .execute();
  const places: readonly Place[] = rows.map((row) => ({ sessionId, studentKey: row.student_key }));
  // The change is dated by what it rests on: the instant of the computation says nothing.
  const atMs = rows.reduce((latest, row) => Math.max(latest, row.at_ms), 0);
  const { changes } = await reassessAll(tx, institutionId, { places }, { staffName: 'evidence', atMs }, isDry);
  return { places, changes };
}

async function listSessionIds(db: Kysely<Tables>, institutionId: number): Promise<readonly string[]> {
  const rows = await db.selectFrom('session').select('session_id').where('institution_id', '=', institutionId).orderBy('created_at_ms').execute();
  return rows.map((row) => row.session_id);
}

function inShort({ before, record }: RecordChange): Recomputed['changed'][number] {
  return { sessionId: record.sessionId, studentId: record.studentId, from: before?.grade ?? 'none', to: record.grade, reasons: record.reasons };
}
