import type { Kysely, Transaction } from 'kysely';
import type { MarkOutcome, RecordStore } from '../../attendance/ports.ts';
import type { Mark, StoredRecord, Unmark } from '../../attendance/record.ts';
import { takePlaces } from '../change-order.ts';
import { findRecord, keepDecision, markedRecord } from './mark.ts';
import { reassess } from '../judging/reassess.ts';
import { rowOfRecord } from '../rows/record-row.ts';
import type { RecordChangeRow, Tables } from '../tables.ts';
import { auditTextOf } from './write-record.ts';

/** Sets those of the students who have no record yet, all in one transaction, each with its line of the audit trail. */
export function markNewOn(db: Kysely<Tables>): RecordStore['markNew'] {
  return (marks) =>
    db.transaction().execute(async (tx) => {
      const outcomes: MarkOutcome[] = [];
      for (const mark of marks) outcomes.push(await markOneNew(tx, mark));
      return outcomes;
    });
}

async function markOneNew(tx: Transaction<Tables>, mark: Mark): Promise<MarkOutcome> {
  const before = await findRecord(tx, mark);
  if (before !== undefined) return { kind: 'kept', record: before };
  const record = markedRecord(mark, undefined, await takePlaces(tx, mark.institutionId, 1));
  await tx.insertInto('record').values(rowOfRecord(mark.institutionId, record)).execute();
  await keepDecision(tx, mark, record);
  await note(tx, mark, { seq: record.seq, action: 'mark', before: null, after: auditTextOf(record), note: mark.note });
  return { kind: 'set', record };
}

/** Takes records away that staff set without a submission and nobody changed since; the audit trail keeps both steps. */
export function unmarkOn(db: Kysely<Tables>): RecordStore['unmark'] {
  return (unmarks) =>
    db.transaction().execute(async (tx) => {
      const outcomes: boolean[] = [];
      for (const unmark of unmarks) outcomes.push(await unmarkOne(tx, unmark));
      return outcomes;
    });
}

async function unmarkOne(tx: Transaction<Tables>, unmark: Unmark): Promise<boolean> {
  const before = await findRecord(tx, unmark);
  if (before === undefined || !isUntouched(before, unmark)) return false;
  const seq = await takePlaces(tx, unmark.institutionId, 1);
  await tx
    .deleteFrom('record')
    .where('institution_id', '=', unmark.institutionId)
    .where('session_id', '=', unmark.sessionId)
    .where('student_key', '=', unmark.studentKey)
    .execute();
  await tx
    .updateTable('decision')
    .set({ undone_seq: seq })
    .where('institution_id', '=', unmark.institutionId)
    .where('session_id', '=', unmark.sessionId)
    .where('student_key', '=', unmark.studentKey)
    .where('undone_seq', 'is', null)
    .execute();
  await note(tx, unmark, { seq, action: 'unmark', before: auditTextOf(before), after: 'null', note: null });
  // What the student submitted meanwhile stands now.
  await reassess(tx, unmark.institutionId, { places: [unmark] }, unmark);
  return true;
}

function isUntouched(record: StoredRecord, { seq }: Unmark): boolean {
  return record.seq === seq && record.grade === 'manual' && record.entryId === null;
}

type Change = Pick<RecordChangeRow, 'seq' | 'action' | 'before' | 'after' | 'note'>;

async function note(tx: Transaction<Tables>, who: Mark | Unmark, change: Change): Promise<void> {
  const { institutionId, sessionId, studentKey, staffName, atMs } = who;
  await tx
    .insertInto('record_change')
    .values({ institution_id: institutionId, session_id: sessionId, student_key: studentKey, staff_name: staffName, at_ms: atMs, ...change })
    .execute();
}
