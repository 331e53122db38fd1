import type { Evidence } from '../../attendance/record.ts';
import type { EvidenceRow } from '../tables.ts';
import { rowOfEvidence } from './evidence-row.ts';

/**
 * Rows of submissions that nothing else speaks about as SQLite takes them in fastest: the words that a hall shares stand in the
 * statement, what is null is left out, and records are made of the rows of evidence beside them.
 */

/** What `valuesOfPlain` gives, in its order. */
const own = [
  ...(['institution_id', 'session_id', 'student_key', 'entry_id', 'student_id', 'body', 'epoch', 'second_epoch'] as const),
  ...(['received_at_ms', 'claimed_at_ms', 'scanned_at_ms', 'latency_ms', 'code_age_ms'] as const),
] as const satisfies readonly (keyof EvidenceRow)[];

/** What a device adds; `valuesOfSealed` gives it behind the others. */
const seal = ['device_id', 'device_public_key', 'device_signature', 'chain_seq', 'chain_prev'] as const satisfies readonly (keyof EvidenceRow)[];

/** Words and flags, of which there are few; any text beyond them would be a statement of its own. */
const shared = ['form', 'carrier', 'queued', 'grade', 'reasons', 'status', 'way', 'is_guest', 'answered'] as const satisfies readonly (keyof EvidenceRow)[];

export function evidenceInsert(evidence: Evidence): string {
  const row = rowOfEvidence(evidence);
  const words = shared.map((column) => (typeof row[column] === 'number' ? row[column] : `'${row[column].replaceAll("'", "''")}'`));
  const differing = evidence.deviceId === null ? own : [...own, ...seal];
  return `insert into evidence (${[...differing, ...shared].join()}) values (${[...differing.map(() => '?'), ...words].join()}) on conflict do nothing`;
}

export function valuesOfPlain(evidence: Evidence) {
  const { institutionId, sessionId, studentKey, entryId, studentId, body, epoch, secondEpoch, receivedAtMs, claimedAtMs, scannedAtMs, latencyMs, codeAgeMs } = evidence;
  return [institutionId, sessionId, studentKey, entryId, studentId, body, epoch, secondEpoch, receivedAtMs, claimedAtMs, scannedAtMs, latencyMs, codeAgeMs] as const;
}

export function valuesOfSealed(evidence: Evidence) {
  const { deviceId, devicePublicKey, deviceSignature, chain } = evidence;
  return [...valuesOfPlain(evidence), deviceId, devicePublicKey, deviceSignature, chain?.seq ?? null, chain?.prev ?? null] as const;
}

/** The records of all evidence from a row on; the number that is added to a row's own is its place in the order of changes. */
export const plainRecordsInsert = `
  insert into record (institution_id, session_id, student_key, student_id, entry_id, device_id, status, grade, reasons, received_at_ms, scanned_at_ms, latency_ms, seq)
  select institution_id, session_id, student_key, student_id, entry_id, device_id, status, grade, reasons, received_at_ms, scanned_at_ms, latency_ms, ? + rowid
  from evidence where rowid >= ? order by rowid on conflict do nothing`;
