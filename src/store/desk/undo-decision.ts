import type { Kysely, Transaction } from 'kysely';
import { decidedRecord, standingWord } from '../../attendance/decided.ts';
import type { Decided, DeskStore, UndoDecision } from '../../attendance/desk.ts';
import type { StoredDecision, StoredRecord } from '../../attendance/record.ts';
import { takePlaces } from '../change-order.ts';
import { hasAttempt, hasEvidence, readDecisions } from './decision-reads.ts';
import { findRecord } from './mark.ts';
import { reassess } from '../judging/reassess.ts';
import type { Tables } from '../tables.ts';
import { auditTextOf, moveRecord } from './write-record.ts';

/** Takes the newest decision back; what stood before it stands again, and the audit trail keeps both steps. */
export function undoDecisionOn(db: Kysely<Tables>): DeskStore['undoDecision'] {
  return (undo) =>
    db.transaction().execute(async (tx): Promise<Decided | 'unknown' | 'changed'> => {
      const [newest, ...rest] = await readDecisions(tx, undo);
      const before = await findRecord(tx, undo);
      if (newest === undefined && before === undefined && !(await hasAttempt(tx, undo))) return 'unknown';
      if (newest === undefined || newest.seq !== undo.seq) return 'changed';
      const seq = await takePlaces(tx, undo.institutionId, 1);
      await markUndone(tx, undo, seq);
      if (before !== undefined) await putBack(tx, undo, before, rest, seq);
      const after = await findRecord(tx, undo);
      await noteUndo(tx, undo, seq, before, after);
      return { record: after ?? null, decision: rest[0] ?? null };
    });
}

async function markUndone(tx: Transaction<Tables>, { institutionId, sessionId, studentKey, seq }: UndoDecision, undoneSeq: number): Promise<void> {
  await tx
    .updateTable('decision')
    .set({ undone_seq: undoneSeq })
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_key', '=', studentKey)
    .where('seq', '=', seq)
    .execute();
}

/** The decision before, else the evidence, else nothing: a record that no submission stands behind is there only because staff once set it. */
async function putBack(tx: Transaction<Tables>, undo: UndoDecision, before: StoredRecord, rest: readonly StoredDecision[], seq: number): Promise<void> {
  const { institutionId, sessionId, studentKey, staffName, atMs } = undo;
  const { decision, isAsked } = standingWord(rest);
  const isAlone = !(await hasEvidence(tx, undo));
  if (isAlone && !rest.some(({ kind }) => kind === 'accept' || kind === 'set')) return removeRecord(tx, undo);
  if (decision !== null) return moveRecord(tx, institutionId, { ...decidedRecord(decision, before), isAsked, seq });
  await reassess(tx, institutionId, { places: [{ sessionId, studentKey }] }, { staffName, atMs });
}

async function removeRecord(tx: Transaction<Tables>, { institutionId, sessionId, studentKey }: UndoDecision): Promise<void> {
  await tx
    .deleteFrom('record')
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_key', '=', studentKey)
    .execute();
}

async function noteUndo(tx: Transaction<Tables>, undo: UndoDecision, seq: number, before: StoredRecord | undefined, after: StoredRecord | undefined): Promise<void> {
  const { institutionId, sessionId, studentKey, staffName, atMs } = undo;
  await tx
    .insertInto('record_change')
    .values({
      ...{ institution_id: institutionId, seq, session_id: sessionId, student_key: studentKey, action: 'undo' },
      before: before === undefined ? null : auditTextOf(before),
      after: after === undefined ? 'null' : auditTextOf(after),
      ...{ staff_name: staffName, note: null, at_ms: atMs },
    })
    .execute();
}
