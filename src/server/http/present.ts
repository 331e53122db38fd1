import type { Accepted, Refused } from '../../attendance/intake.ts';
import type { RecordWithEvidence } from '../../attendance/ports.ts';
import type { ReceiptFacts } from '../../attendance/receipts.ts';
import type { StoredRecord, StoredRefusal } from '../../attendance/record.ts';
import { closesAtMs, stateAt, type Session } from '../../attendance/session.ts';
import { base64url } from '../../protocol/base64url.ts';
import { reasonOf } from '../../protocol/codes.ts';
import { parseJsonObject } from '../../protocol/payload.ts';
import type { ReceiptContent } from '../../protocol/receipt-schemas.ts';
import type { AttendanceReply, ClockJumpView, ErrorReply, Receipt, RecordView, RefusedAttemptView, SessionView } from '../../protocol/schemas.ts';
import { standingOfGrade } from '../../protocol/words.ts';
import type { ClockJump } from '../clock-watch.ts';

/** Domain values as the wire shows them. Rows never leave as they are stored. */

/** A hall arrives in few milliseconds, and each receipt names its own twice. */
let last = { atMs: 0, text: new Date(0).toISOString() };

export function instantOf(atMs: number): string {
  if (atMs !== last.atMs) last = { atMs, text: new Date(atMs).toISOString() };
  return last.text;
}

export function sessionViewOf(session: Session, nowMs: number): SessionView & { readonly server_now: string } {
  return {
    session_id: session.sessionId,
    course: session.course,
    state: stateAt(session, nowMs),
    starts_at: instantOf(session.startsAtMs),
    closes_at: instantOf(closesAtMs(session)),
    duration_minutes: session.durationMinutes,
    identity: session.identity,
    rotation_seconds: session.rotationSeconds,
    grace_seconds: session.graceSeconds,
    late_after_minutes: session.lateAfterMinutes,
    typed_enabled: session.typedOffSinceMs === null,
    checks: session.checks.map(({ fromMs, untilMs }, index) => ({ number: index + 1, from: instantOf(fromMs), until: instantOf(untilMs) })),
    created_at: instantOf(session.createdAtMs),
    server_now: instantOf(nowMs),
  };
}

export function clockJumpViewOf(jump: ClockJump | null): ClockJumpView | null {
  return jump === null ? null : { at: instantOf(jump.atMs), by_seconds: jump.byMs / 1000 };
}

export const shownDeviceLetters = 8;

export function recordViewOf(record: StoredRecord): RecordView {
  return {
    student_id: record.studentId,
    attendance: record.status,
    grade: record.grade,
    standing: standingOfGrade[record.grade],
    reasons: [...record.reasons],
    latency_seconds: record.latencyMs / 1000,
    scanned_at: instantOf(record.scannedAtMs),
    received_at: instantOf(record.receivedAtMs),
    device: record.deviceId === null ? null : base64url.encode(record.deviceId).slice(0, shownDeviceLetters),
    note: record.note,
    checks: [...record.checks],
    asked: record.isAsked,
    seq: record.seq,
  };
}

export function refusedAttemptViewOf({ studentId, code, carrier, atMs, seq }: StoredRefusal): RefusedAttemptView {
  return { student_id: studentId, code, reason: reasonOf({ code }), carrier, at: instantOf(atMs), seq };
}

export function receiptOf({ session, evidence, check }: Accepted, requestId: string): Receipt {
  return {
    status: 'accepted',
    code: 'accepted',
    retry: false,
    request_id: requestId,
    latency_seconds: evidence.latencyMs / 1000,
    code_age_seconds: evidence.codeAgeMs === null ? null : evidence.codeAgeMs / 1000,
    grade: evidence.grade,
    standing: standingOfGrade[evidence.grade],
    reasons: [...evidence.reasons],
    attendance: evidence.status,
    session_id: session.sessionId,
    course: session.course,
    student_id: evidence.studentId,
    entry_id: evidence.form === 'entry' ? base64url.encode(evidence.entryId) : null,
    check,
    scanned_at: instantOf(evidence.scannedAtMs),
    received_at: instantOf(evidence.receivedAtMs),
  };
}

export function receiptContentOf({ session, evidence, changedTo }: ReceiptFacts, publicUrl: string | undefined, nowMs: number): ReceiptContent {
  return {
    v: 1,
    server: publicUrl ?? null,
    session_id: session.sessionId,
    course: session.course,
    student_id: evidence.studentId,
    ...stateOf(evidence),
    reasons: [...evidence.reasons],
    scanned_at: instantOf(evidence.scannedAtMs),
    received_at: instantOf(evidence.receivedAtMs),
    latency_seconds: evidence.latencyMs / 1000,
    entry_id: base64url.encode(evidence.entryId),
    issued_at: instantOf(nowMs),
    attendance_now: changedTo === null ? null : stateOf(changedTo),
  };
}

function stateOf({ status, grade }: Pick<StoredRecord, 'status' | 'grade'>): Pick<ReceiptContent, 'attendance' | 'grade' | 'standing'> {
  return { attendance: status, grade, standing: standingOfGrade[grade] };
}

/** The record that a duplicate ran into, without anything that only its owner should learn. */
export function earlierRecordOf(record: NonNullable<Refused['record']>): NonNullable<ErrorReply['record']> {
  return {
    received_at: instantOf(record.receivedAtMs),
    attendance: record.status,
    grade: record.grade,
    latency_seconds: record.latencyMs / 1000,
  };
}

export function attendanceRowOf({ record, evidence }: RecordWithEvidence): AttendanceReply['attendance'][number] {
  const fields = evidence === null ? {} : (parseJsonObject(evidence.body) ?? {});
  const textOf = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null);
  /** A device's clock may say anything that is a number. */
  const wall = typeof fields['wall'] === 'number' && Math.abs(fields['wall']) <= 8.64e15 ? instantOf(fields['wall']) : null;
  const { student_id: studentId, latency_seconds: latencySeconds, ...rest } = recordViewOf(record);
  return {
    student_id: studentId,
    session_id: record.sessionId,
    payload: textOf('payload'),
    signature: textOf('signature'),
    submitted_at: textOf('submitted_at') ?? wall ?? instantOf(record.receivedAtMs),
    latency_seconds: latencySeconds,
    ...rest,
  };
}
