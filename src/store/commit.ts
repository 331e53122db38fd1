import type { Kysely, Transaction } from 'kysely';
import type { RecordStore } from '../attendance/ports.ts';
import type { CommitOutcome, Evidence, RefusedAttempt, StoredRecord } from '../attendance/record.ts';
import { takePlaces } from './change-order.ts';
import { entryKey, placeKey, planCommit, type CommitPlan, type Known } from './commit-plan.ts';
import { inserterOf, padded } from './many-rows.ts';
import { evidenceOfRow, rowOfEvidence } from './rows/evidence-row.ts';
import { recordOfRow, rowOfRecord } from './rows/record-row.ts';
import type { Tables } from './tables.ts';

type Item = Evidence | RefusedAttempt;

/**
 * The hot path of the store: look up what the batch names, decide, write, all under the one write lock. What is looked up
 * cannot change before the commit, and the unique keys hold whatever is decided.
 */
export function commitOn(db: Kysely<Tables>): RecordStore['commit'] {
  const insertEvidence = inserterOf('evidence');
  const insertRecords = inserterOf('record');
  const insertRefused = inserterOf('refused_attempt');

  async function commitInstitution(tx: Transaction<Tables>, institutionId: number, batch: readonly Item[]): Promise<readonly CommitOutcome[]> {
    const firstSeq = await takePlaces(tx, institutionId, batch.length);
    const plan = planCommit(batch, await lookUp(tx, institutionId, batch), firstSeq);
    await write(tx, institutionId, plan);
    return plan.outcomes;
  }

  async function write(tx: Transaction<Tables>, institutionId: number, plan: CommitPlan): Promise<void> {
    await insertEvidence(tx, plan.evidence.map(rowOfEvidence));
    await insertRecords(tx, plan.newRecords.map((record) => rowOfRecord(institutionId, record)));
    for (const record of plan.movedRecords) await moveRecord(tx, institutionId, record);
    await insertRefused(tx, plan.refused);
  }

  return (batch) =>
    db.transaction().execute(async (tx) => {
      const outcomes = new Map<Item, CommitOutcome>();
      const institutions = new Set(batch.map((item) => item.institutionId));
      for (const institutionId of institutions) {
        const items = institutions.size === 1 ? batch : batch.filter((item) => item.institutionId === institutionId);
        const decided = await commitInstitution(tx, institutionId, items);
        if (institutions.size === 1) return decided;
        items.forEach((item, index) => outcomes.set(item, decided[index]!));
      }
      return batch.map((item) => outcomes.get(item)!);
    });
}

/** Puts a new state in the place of a student's record; its place in the order of changes moves with it. */
export async function moveRecord(tx: Transaction<Tables>, institutionId: number, record: StoredRecord): Promise<void> {
  const { institution_id, session_id, student_key, ...state } = rowOfRecord(institutionId, record);
  await tx
    .updateTable('record')
    .set(state)
    .where('institution_id', '=', institution_id)
    .where('session_id', '=', session_id)
    .where('student_key', '=', student_key)
    .execute();
}

async function lookUp(tx: Transaction<Tables>, institutionId: number, batch: readonly Item[]): Promise<Known> {
  const known: Known = { evidence: new Map(), records: new Map() };
  const items = batch.filter((item) => item.kind === 'evidence');
  if (items.length === 0) return known;

  const evidence = await tx
    .selectFrom('evidence')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('entry_id', 'in', padded(items.map((item) => item.entryId)))
    .execute();
  for (const row of evidence) known.evidence.set(entryKey(row.entry_id), evidenceOfRow(row));

  for (const [sessionId, studentKeys] of studentsBySession(items)) {
    const records = await tx
      .selectFrom('record')
      .selectAll()
      .where('institution_id', '=', institutionId)
      .where('session_id', '=', sessionId)
      .where('student_key', 'in', padded(studentKeys))
      .execute();
    for (const row of records.map(recordOfRow)) known.records.set(placeKey(row), row);
  }
  return known;
}

function studentsBySession(items: readonly Evidence[]): Map<string, string[]> {
  const students = new Map<string, string[]>();
  for (const { sessionId, studentKey } of items) {
    const keys = students.get(sessionId);
    if (keys === undefined) students.set(sessionId, [studentKey]);
    else keys.push(studentKey);
  }
  return students;
}
