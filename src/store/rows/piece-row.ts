import type { Piece } from '../../attendance/facts.ts';
import type { EvidenceRow } from '../tables.ts';

/** What judging reads of evidence: everything but the long texts and signatures. */
export const pieceColumns = [
  ...(['session_id', 'student_id', 'student_key', 'entry_id', 'device_id', 'carrier', 'epoch', 'second_epoch', 'queued'] as const),
  ...(['received_at_ms', 'claimed_at_ms', 'way', 'is_guest', 'chain_seq', 'chain_prev'] as const),
] as const;

export function pieceOfRow(row: Pick<EvidenceRow, (typeof pieceColumns)[number]>): Piece {
  return {
    sessionId: row.session_id,
    studentId: row.student_id,
    studentKey: row.student_key,
    entryId: row.entry_id,
    deviceId: row.device_id,
    carrier: row.carrier,
    epoch: row.epoch,
    secondEpoch: row.second_epoch,
    queued: row.queued === 1,
    receivedAtMs: row.received_at_ms,
    claimedAtMs: row.claimed_at_ms,
    way: row.way,
    isGuest: row.is_guest === 1,
    chain: row.chain_seq === null ? null : { seq: row.chain_seq, prev: row.chain_prev },
  };
}
