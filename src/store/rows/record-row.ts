import type { Judgement } from '../../attendance/evidence.ts';
import type { Piece } from '../../attendance/facts.ts';
import type { Evidence, RefusedAttempt, StoredRecord, StoredRefusal } from '../../attendance/record.ts';
import type { RecordRow, RefusedAttemptRow } from '../tables.ts';
import { parseNumbers, parseReasons, textOfNumbers, textOfReasons } from './lists.ts';

export function recordOfRow(row: RecordRow): StoredRecord {
  return {
    sessionId: row.session_id,
    studentId: row.student_id,
    studentKey: row.student_key,
    entryId: row.entry_id,
    deviceId: row.device_id,
    status: row.status,
    grade: row.grade,
    reasons: parseReasons(row.reasons),
    receivedAtMs: row.received_at_ms,
    scannedAtMs: row.scanned_at_ms,
    latencyMs: row.latency_ms,
    note: row.note,
    checks: parseNumbers(row.checks),
    isAsked: row.is_asked === 1,
    seq: row.seq,
  };
}

export function rowOfRecord(institutionId: number, record: StoredRecord): RecordRow {
  return {
    institution_id: institutionId,
    session_id: record.sessionId,
    student_key: record.studentKey,
    student_id: record.studentId,
    entry_id: record.entryId,
    device_id: record.deviceId,
    status: record.status,
    grade: record.grade,
    reasons: textOfReasons(record.reasons),
    received_at_ms: record.receivedAtMs,
    scanned_at_ms: record.scannedAtMs,
    latency_ms: record.latencyMs,
    note: record.note,
    seq: record.seq,
    checks: textOfNumbers(record.checks),
    is_asked: record.isAsked ? 1 : 0,
  };
}

/** The record that a submission makes, with the numbers of the checks that it answers. */
export function recordOfEvidence(evidence: Evidence, seq: number, checks: readonly number[] = []): StoredRecord {
  const { sessionId, studentId, studentKey, entryId, deviceId, status, grade, reasons, receivedAtMs, scannedAtMs, latencyMs } = evidence;
  return { sessionId, studentId, studentKey, entryId, deviceId, status, grade, reasons, receivedAtMs, scannedAtMs, latencyMs, note: null, checks, isAsked: false, seq };
}

/** The record that a stored submission makes, as it is judged now. */
export function recordOfPiece(piece: Piece, { status, grade, reasons, scannedAtMs, latencyMs }: Judgement, seq: number, checks: readonly number[]): StoredRecord {
  const { sessionId, studentId, studentKey, entryId, deviceId, receivedAtMs } = piece;
  return { sessionId, studentId, studentKey, entryId, deviceId, status, grade, reasons, receivedAtMs, scannedAtMs, latencyMs, note: null, checks, isAsked: false, seq };
}

export function refusalOfRow(row: RefusedAttemptRow): StoredRefusal {
  return { studentId: row.student_id, code: row.code, carrier: row.carrier, atMs: row.at_ms, seq: row.seq };
}

export function rowOfRefusal(attempt: RefusedAttempt, seq: number): RefusedAttemptRow {
  const { institutionId, sessionId, studentId, code, carrier, atMs } = attempt;
  return { institution_id: institutionId, session_id: sessionId, seq, student_id: studentId, code, carrier, at_ms: atMs };
}
