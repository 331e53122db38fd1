import type { Evidence } from '../../attendance/record.ts';
import type { EvidenceRow } from '../tables.ts';
import { parseReasons, textOfReasons } from './lists.ts';

export function evidenceOfRow(row: EvidenceRow): Evidence {
  return {
    kind: 'evidence',
    institutionId: row.institution_id,
    sessionId: row.session_id,
    entryId: row.entry_id,
    studentId: row.student_id,
    studentKey: row.student_key,
    body: row.body,
    form: row.form,
    deviceSignature: row.device_signature,
    devicePublicKey: row.device_public_key,
    deviceId: row.device_id,
    carrier: row.carrier,
    epoch: row.epoch,
    queued: row.queued === 1,
    receivedAtMs: row.received_at_ms,
    scannedAtMs: row.scanned_at_ms,
    latencyMs: row.latency_ms,
    codeAgeMs: row.code_age_ms,
    grade: row.grade,
    reasons: parseReasons(row.reasons),
    status: row.status,
    secondEpoch: row.second_epoch,
    claimedAtMs: row.claimed_at_ms,
    way: row.way,
    isGuest: row.is_guest === 1,
    chain: row.chain_seq === null ? null : { seq: row.chain_seq, prev: row.chain_prev },
    head: row.head,
    answered: row.answered,
  };
}

export function rowOfEvidence(evidence: Evidence): EvidenceRow {
  return {
    institution_id: evidence.institutionId,
    entry_id: evidence.entryId,
    session_id: evidence.sessionId,
    student_id: evidence.studentId,
    student_key: evidence.studentKey,
    body: evidence.body,
    form: evidence.form,
    device_signature: evidence.deviceSignature,
    device_public_key: evidence.devicePublicKey,
    device_id: evidence.deviceId,
    carrier: evidence.carrier,
    epoch: evidence.epoch,
    queued: evidence.queued ? 1 : 0,
    received_at_ms: evidence.receivedAtMs,
    scanned_at_ms: evidence.scannedAtMs,
    latency_ms: evidence.latencyMs,
    code_age_ms: evidence.codeAgeMs,
    grade: evidence.grade,
    reasons: textOfReasons(evidence.reasons),
    status: evidence.status,
    second_epoch: evidence.secondEpoch,
    claimed_at_ms: evidence.claimedAtMs,
    way: evidence.way,
    is_guest: evidence.isGuest ? 1 : 0,
    chain_seq: evidence.chain?.seq ?? null,
    chain_prev: evidence.chain?.prev ?? null,
    head: evidence.head,
    answered: evidence.answered,
  };
}
