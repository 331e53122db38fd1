import type { Kysely, Transaction } from 'kysely';
import { decidedRecord } from '../../attendance/decided.ts';
import type { DeskStore } from '../../attendance/desk.ts';
import type { Decision, StoredDecision, StoredRecord } from '../../attendance/record.ts';
import type { Status } from '../../protocol/words.ts';
import { takePlaces } from '../change-order.ts';
import { hasAttempt } from './decision-reads.ts';
import { findRecord } from './mark.ts';
import { rowOfRecord } from '../rows/record-row.ts';
import type { Tables } from '../tables.ts';
import { auditTextOf, moveRecord } from './write-record.ts';

/** The decision, the record as it leaves it and the line of the audit trail, all or none. */
export function decideOn(db: Kysely<Tables>): DeskStore['decide'] {
  return (decision) =>
    db.transaction().execute(async (tx) => {
      const before = await findRecord(tx, decision);
      if (before === undefined && !(await hasAttempt(tx, decision))) return 'unknown';
      if (decision.expectedSeq !== null && decision.expectedSeq !== before?.seq) return 'changed';
      const stored = await keepDecision(tx, decision, before);
      const record = await recordAfter(tx, decision, stored, before);
      if (record !== undefined && before !== undefined) await moveRecord(tx, decision.institutionId, record);
      if (record !== undefined && before === undefined) await tx.insertInto('record').values(rowOfRecord(decision.institutionId, record)).execute();
      await noteDecision(tx, decision, stored, before, record);
      return { record: record ?? null, decision: stored };
    });
}

async function keepDecision(tx: Transaction<Tables>, decision: Decision, before: StoredRecord | undefined): Promise<StoredDecision> {
  const { kind, institutionId, sessionId, studentId, studentKey, note, staffName, atMs } = decision;
  const seq = await takePlaces(tx, institutionId, 1);
  const status = await decidedStatus(tx, decision, before);
  await tx
    .insertInto('decision')
    .values({
      ...{ institution_id: institutionId, session_id: sessionId, student_key: studentKey, seq, student_id: before?.studentId ?? studentId },
      ...{ kind, status, note, staff_name: staffName, at_ms: atMs, undone_seq: null },
    })
    .execute();
  return { kind, studentKey, status, note, staffName, atMs, seq };
}

/** It is kept as it was meant when it was made: what arrives afterwards makes nobody late whom staff accepted as present. */
async function decidedStatus(tx: Transaction<Tables>, { kind, status, institutionId }: Decision, before: StoredRecord | undefined): Promise<Status | null> {
  if (kind === 'ask') return null;
  if (kind === 'reject') return 'absent';
  if (status !== null) return status;
  if (before === undefined || before.entryId === null) return 'present';
  const evidence = await tx
    .selectFrom('evidence')
    .select('status')
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', before.sessionId)
    .where('student_key', '=', before.studentKey)
    .where('entry_id', '=', before.entryId)
    .executeTakeFirst();
  return evidence?.status ?? 'present';
}

/** Without anything that the student sent, only an accepted one has a record. */
async function recordAfter(tx: Transaction<Tables>, decision: Decision, stored: StoredDecision, before: StoredRecord | undefined): Promise<StoredRecord | undefined> {
  if (before !== undefined) return decision.kind === 'ask' ? { ...before, isAsked: true, seq: stored.seq } : decidedRecord(stored, before);
  return decision.kind === 'accept' ? decidedRecord(stored, await arrivalByHand(tx, decision)) : undefined;
}

/** Staff's word is all that there is of the student. */
async function arrivalByHand(tx: Transaction<Tables>, { institutionId, sessionId, studentId, studentKey, atMs }: Decision) {
  const { starts_at_ms } = await tx
    .selectFrom('session')
    .select('starts_at_ms')
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .executeTakeFirstOrThrow();
  return {
    ...{ sessionId, studentId, studentKey, entryId: null, deviceId: null, checks: [] },
    ...{ receivedAtMs: atMs, scannedAtMs: atMs, latencyMs: atMs - starts_at_ms },
  };
}

async function noteDecision(tx: Transaction<Tables>, decision: Decision, { seq }: StoredDecision, before: StoredRecord | undefined, record: StoredRecord | undefined): Promise<void> {
  const { kind, institutionId, sessionId, studentKey, note, staffName, atMs } = decision;
  await tx
    .insertInto('record_change')
    .values({
      ...{ institution_id: institutionId, seq, session_id: sessionId, student_key: studentKey, action: kind },
      before: before === undefined ? null : auditTextOf(before),
      after: record === undefined ? 'null' : auditTextOf(record),
      ...{ staff_name: staffName, note, at_ms: atMs },
    })
    .execute();
}
