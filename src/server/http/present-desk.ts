import type { Decided, DeskCase, DeskRefusal as StoredDeskRefusal, HistoryLine, JudgedEvidence } from '../../attendance/desk.ts';
import { notBeforeMs } from '../../attendance/evidence.ts';
import type { Policy } from '../../attendance/policy.ts';
import type { StoredDecision } from '../../attendance/record.ts';
import type { Session } from '../../attendance/session.ts';
import { base64url } from '../../protocol/base64url.ts';
import type { DecisionView, DeskItem, DeskRefusal, EvidenceView } from '../../protocol/desk-schemas.ts';
import type { ReplyOf } from '../../protocol/endpoints.ts';
import type { PolicyView } from '../../protocol/policy-schemas.ts';
import { standingOfGrade, type DeviceState } from '../../protocol/words.ts';
import { instantOf, recordViewOf, refusedAttemptViewOf } from './present.ts';

export function deskItemOf({ record, evidence, decision }: DeskCase, session: Session): DeskItem {
  return { record: recordViewOf(record), evidence: evidence.map((each) => evidenceViewOf(each, session)), decision: decisionViewOf(decision) };
}

function evidenceViewOf({ evidence, facts, judgement, device, boundBy, isStanding }: JudgedEvidence, session: Session): EvidenceView {
  const { entryId, way, carrier, secondEpoch, queued, receivedAtMs, claimedAtMs, isGuest } = evidence;
  const fromMs = notBeforeMs({ ...evidence, session });
  const boundMs = boundBy === 'claim' ? Math.min(claimedAtMs ?? facts.notAfterMs, facts.notAfterMs) : facts.notAfterMs;
  return {
    ...{ entry_id: base64url.encode(entryId), way, carrier, codes: secondEpoch === null ? 1 : 2, queued },
    not_before: fromMs === null ? null : instantOf(fromMs),
    not_after: { at: instantOf(boundMs), by: boundBy },
    received_at: instantOf(receivedAtMs),
    ...{ grade: judgement.grade, reasons: [...judgement.reasons], guest: isGuest },
    device: device === null ? null : { device_id: base64url.encode(device.deviceId), state: stateThen(device.revokedAtMs, facts.device), student_id: device.studentId },
    ...{ is_shown: facts.shown, is_standing: isStanding },
  };
}

/** What the device was when it sent this, unless it was revoked since. */
function stateThen(revokedAtMs: number | null, device: JudgedEvidence['facts']['device']): DeviceState {
  if (revokedAtMs !== null) return 'revoked';
  return device === 'waiting' || device === 'replaced' ? device : 'active';
}

export function decisionViewOf(decision: StoredDecision | null): DecisionView | null {
  if (decision === null) return null;
  const { kind, note, staffName, atMs, seq } = decision;
  return { decision: kind, note, staff: staffName, at: instantOf(atMs), seq };
}

export function decisionReplyOf({ record, decision }: Decided): ReplyOf<'decide'> {
  return { record: record === null ? null : recordViewOf(record), decision: decisionViewOf(decision) };
}

export function deskRefusalOf({ record, decision, ...attempt }: StoredDeskRefusal): DeskRefusal {
  return { ...refusedAttemptViewOf(attempt), record_standing: record === null ? null : standingOfGrade[record.grade], decision: decisionViewOf(decision) };
}

export function historyLineOf({ seq, studentKey, action, before, after, staffName, note, atMs }: HistoryLine): ReplyOf<'history'>['changes'][number] {
  return { seq, student_id: studentKey, action, before, after, staff: staffName, note, at: instantOf(atMs) };
}

export function policyViewOf(policy: Policy): PolicyView {
  return {
    sync_deadline_hours: policy.syncDeadlineHours,
    verified_after_close_minutes: policy.verifiedAfterCloseMinutes,
    two_codes: policy.twoCodes,
    device_cool_down_hours: policy.deviceCoolDownHours,
    borrowed_phones: policy.borrowedPhones,
  };
}
