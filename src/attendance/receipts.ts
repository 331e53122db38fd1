import { equalInConstantTime } from '../protocol/bytes.ts';
import { refusal, type Refusal } from '../protocol/codes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import type { RecordStore } from './ports.ts';
import type { Evidence, StoredRecord } from './record.ts';
import type { Session } from './session.ts';
import type { SessionLookup } from './verify.ts';

/** What a receipt states: the evidence as it was answered, and the record's state now where that is another. */
export interface ReceiptFacts {
  readonly session: Session;
  readonly evidence: Evidence;
  /** Null where the record is as this entry made it. Otherwise staff set it, or device-signed evidence took the place of a held record. */
  readonly changedTo: Pick<StoredRecord, 'status' | 'grade'> | null;
}

export interface ReceiptPorts {
  readonly institutionId: number;
  readonly sessions: SessionLookup;
  readonly records: Pick<RecordStore, 'findEvidence' | 'findRecord'>;
}

/**
 * Answers whoever knows the `entry_id`: it is the hash of an entry with 16 random bytes in it, so nobody guesses one. The id of
 * an original submission is made of fields that others know, so it opens nothing.
 */
export async function receiptFacts({ institutionId, sessions, records }: ReceiptPorts, entryId: Uint8Array): Promise<Result<ReceiptFacts, Refusal<'unknown_entry'>>> {
  const evidence = await records.findEvidence(institutionId, entryId);
  if (evidence === undefined || evidence.form !== 'entry') return fail(refusal('unknown_entry'));
  const session = await sessions.byId(evidence.sessionId);
  const record = await records.findRecord(institutionId, evidence.sessionId, evidence.studentKey);
  if (session === undefined || record === undefined) throw new Error('evidence without its session or record');
  return ok({ session, evidence, changedTo: isAsMade(record, evidence) ? null : record });
}

function isAsMade(record: StoredRecord, evidence: Evidence): boolean {
  const isOfEntry = record.entryId !== null && equalInConstantTime(record.entryId, evidence.entryId);
  return isOfEntry && record.status === evidence.status && record.grade === evidence.grade;
}
