import type { Kysely, Transaction } from 'kysely';
import type { CommitItem, RecordStore } from '../attendance/ports.ts';
import type { CommitOutcome, Evidence, StoredRecord } from '../attendance/record.ts';
import { takePlaces } from './change-order.ts';
import { entryKey, placeKey, planCommit, type CommitPlan, type Known } from './commit-plan.ts';
import { inserterOf, padded } from './many-rows.ts';
import { evidenceOfRow, rowOfEvidence } from './rows/evidence-row.ts';
import { recordOfRow, rowOfRecord } from './rows/record-row.ts';
import type { Tables } from './tables.ts';

type Item = CommitItem;

/**
 * The hot path of the store, all under the one write lock. Nearly every batch meets nothing that is stored already, so it is
 * written as if that were so; where the unique keys say otherwise nothing of it stays, and it is done again after looking up what
 * it names. What is looked up cannot change before the commit.
 */
export function commitOn(db: Kysely<Tables>): RecordStore['commit'] {
  const insertEvidence = inserterOf('evidence');
  const insertRecords = inserterOf('record');
  const insertRefused = inserterOf('refused_attempt');

  async function commitInstitution(tx: Transaction<Tables>, institutionId: number, batch: readonly Item[], known: Known): Promise<readonly CommitOutcome[]> {
    const firstSeq = await takePlaces(tx, institutionId, batch.length);
    const plan = planCommit(batch, known, firstSeq);
    await write(tx, institutionId, plan);
    return plan.outcomes;
  }

  async function write(tx: Transaction<Tables>, institutionId: number, plan: CommitPlan): Promise<void> {
    const isNew =
      (await insertEvidence(tx, plan.evidence.map(rowOfEvidence))) &&
      (await insertRecords(tx, plan.newRecords.map((record) => rowOfRecord(institutionId, record))));
    if (!isNew) throw new AlreadyStored();
    for (const record of plan.movedRecords) await moveRecord(tx, institutionId, record);
    await insertRefused(tx, plan.refused);
  }

  function commitAll(batch: readonly Item[], find: (tx: Transaction<Tables>, institutionId: number, items: readonly Item[]) => Promise<Known>) {
    return db.transaction().execute(async (tx) => {
      const outcomes = new Map<Item, CommitOutcome>();
      for (const [institutionId, items] of Map.groupBy(batch, (item) => item.institutionId)) {
        const decided = await commitInstitution(tx, institutionId, items, await find(tx, institutionId, items));
        if (items.length === batch.length) return decided;
        items.forEach((item, index) => outcomes.set(item, decided[index]!));
      }
      return batch.map((item) => outcomes.get(item)!);
    });
  }

  return async (batch) => {
    try {
      return await commitAll(batch, async () => ({ evidence: new Map(), records: new Map() }));
    } catch (error) {
      if (!(error instanceof AlreadyStored)) throw error;
      return commitAll(batch, lookUp);
    }
  };
}

/** Something of the batch is stored already. It leaves this file only as a bug. */
class AlreadyStored extends Error {}

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
