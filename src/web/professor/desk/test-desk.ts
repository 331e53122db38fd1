import type { DeskItem, DeskRefusal, EvidenceView } from '../../../protocol/desk-schemas.ts';
import type { RecordView, SessionView } from '../../../protocol/schemas.ts';
import type { DecisionKind } from '../../../protocol/words.ts';

/** What a desk holds, for tests. */

const at = '2026-03-02T09:05:00Z';

export const sampleSession: SessionView = {
  ...{ session_id: '9a1c4a5e-0000-4000-8000-000000000000', course: 'Networks', state: 'open', starts_at: '2026-03-02T09:00:00Z', closes_at: '2026-03-02T10:00:00Z' },
  ...{ duration_minutes: 60, identity: 'device', rotation_seconds: 5, grace_seconds: 10, late_after_minutes: 10, typed_enabled: true, checks: [], created_at: at },
};

export function recordOf(student: string, wish: Partial<RecordView> = {}): RecordView {
  return {
    ...{ student_id: student, attendance: 'present', grade: 'late_sync', standing: 'held', reasons: ['no_device_signature'], latency_seconds: 300, scanned_at: at },
    ...{ received_at: at, device: null, note: null, checks: [], asked: false, seq: 1 },
    ...wish,
  };
}

export function evidenceOf(wish: Partial<EvidenceView> = {}): EvidenceView {
  return {
    ...{ entry_id: 'a'.repeat(43), way: 'direct', carrier: 'token', codes: 1, queued: false, not_before: at, not_after: { at, by: 'arrival' }, received_at: at },
    ...{ grade: 'late_sync', reasons: ['no_device_signature'], guest: false, device: null, is_shown: 'unknown', is_standing: true },
    ...wish,
  };
}

export function itemOf(student: string, wish: Partial<RecordView> = {}, decision: DecisionKind | null = null, seq = 9): DeskItem {
  const decided = decision === null ? null : { decision, note: 'seen in the hall', staff: 'Prof. Rossi', at, seq };
  return { record: recordOf(student, wish), evidence: [evidenceOf()], decision: decided };
}

export function refusalOf(student: string | null, wish: Partial<DeskRefusal> = {}): DeskRefusal {
  return { student_id: student, code: 'code_expired', reason: 'this code is no longer on the screen; scan again', carrier: 'token', at, seq: 1, record_standing: null, ...wish };
}
