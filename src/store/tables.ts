import type { Carrier } from '../protocol/carried-code.ts';
import type { RefusalCode } from '../protocol/codes.ts';
import type { Grade, Identity, Status, Way } from '../protocol/words.ts';
import type { TokenKind } from '../attendance/staff.ts';
import type { ContactRow, CoursePolicyChangeRow, CoursePolicyRow, DecisionRow, DeviceChangeRow, DeviceRow, DisplayRangeRow, DisplayRow, LinkRow } from './evidence-tables.ts';

/** The rows as the database holds them. Instants are integer ms, flags 0 or 1, lists JSON text. A row never leaves this room. */
export interface Tables {
  readonly session: SessionRow;
  readonly evidence: EvidenceRow;
  readonly record: RecordRow;
  readonly refused_attempt: RefusedAttemptRow;
  readonly record_change: RecordChangeRow;
  readonly headcount: HeadcountRow;
  readonly link: LinkRow;
  readonly contact: ContactRow;
  readonly device: DeviceRow;
  readonly device_change: DeviceChangeRow;
  readonly decision: DecisionRow;
  readonly display: DisplayRow;
  readonly display_range: DisplayRangeRow;
  readonly course_policy: CoursePolicyRow;
  readonly course_policy_change: CoursePolicyChangeRow;
  readonly staff_token: StaffTokenRow;
  readonly change_counter: ChangeCounterRow;
  readonly schema_version: SchemaVersionRow;
}

export interface SessionRow {
  readonly institution_id: number;
  readonly session_id: string;
  readonly tag: string;
  readonly course: string;
  readonly duration_minutes: number;
  readonly identity: Identity;
  readonly rotation_seconds: number;
  readonly grace_seconds: number;
  readonly starts_at_ms: number;
  readonly late_after_minutes: number | null;
  readonly typed_off_since_ms: number | null;
  readonly openings: string;
  /** Start of the first opening and end of the last, for the index. */
  readonly opens_at_ms: number;
  readonly closes_at_ms: number;
  readonly wrapped_secret: Uint8Array | null;
  readonly created_at_ms: number;
  /** Place of the last change of the openings, of the typed code or of the checks in the order of changes; 0 where there was none. */
  readonly seq: number;
  readonly checks: string;
  readonly policy: string;
}

export interface EvidenceRow {
  readonly institution_id: number;
  readonly entry_id: Uint8Array;
  readonly session_id: string;
  readonly student_id: string;
  readonly student_key: string;
  readonly body: string;
  readonly form: 'entry' | 'original';
  readonly device_signature: Uint8Array | null;
  readonly device_public_key: Uint8Array | null;
  readonly device_id: Uint8Array | null;
  readonly carrier: Carrier;
  readonly epoch: number;
  readonly queued: number;
  readonly received_at_ms: number;
  readonly scanned_at_ms: number;
  readonly latency_ms: number;
  readonly code_age_ms: number | null;
  readonly grade: Grade;
  readonly reasons: string;
  readonly status: Status;
  readonly second_epoch: number | null;
  readonly claimed_at_ms: number | null;
  readonly way: Way;
  readonly is_guest: number;
  /** Null where it is not sealed. */
  readonly chain_seq: number | null;
  readonly chain_prev: Uint8Array | null;
  readonly head: Uint8Array | null;
  readonly answered: 'accepted' | 'duplicate';
}

export interface RecordRow {
  readonly institution_id: number;
  readonly session_id: string;
  readonly student_key: string;
  readonly student_id: string;
  readonly entry_id: Uint8Array | null;
  readonly device_id: Uint8Array | null;
  readonly status: Status;
  readonly grade: Grade;
  readonly reasons: string;
  readonly received_at_ms: number;
  readonly scanned_at_ms: number;
  readonly latency_ms: number;
  readonly note: string | null;
  readonly seq: number;
  /** JSON. */
  readonly checks: string;
  readonly is_asked: number;
}

export interface RefusedAttemptRow {
  readonly institution_id: number;
  readonly session_id: string;
  readonly seq: number;
  readonly student_id: string | null;
  readonly code: RefusalCode;
  readonly carrier: Carrier | null;
  readonly at_ms: number;
}

/** The audit trail: what staff changed by hand, and what evidence changed. It is appended and never changed. */
export interface RecordChangeRow {
  readonly institution_id: number;
  readonly seq: number;
  readonly session_id: string;
  /** Null where the session itself changed. */
  readonly student_key: string | null;
  readonly action: RecordAction;
  /** JSON; null where there was nothing before. */
  readonly before: string | null;
  readonly after: string;
  readonly staff_name: string;
  readonly note: string | null;
  readonly at_ms: number;
}

export type RecordAction =
  | ('mark' | 'unmark' | 'close' | 'extend' | 'reopen' | 'typed_on' | 'typed_off' | 'start_check' | 'end_check' | 'hide_code' | 'show_code')
  | ('accept' | 'reject' | 'ask' | 'undo')
  /** By what else arrived; the staff name is then `evidence`, or who caused it. */
  | 'regrade';

/** How many people staff counted in the hall; appended and never changed. */
export interface HeadcountRow {
  readonly institution_id: number;
  readonly session_id: string;
  readonly seq: number;
  readonly counted: number;
  readonly recorded: number;
  readonly note: string | null;
  readonly staff_name: string;
  readonly at_ms: number;
}

export interface StaffTokenRow {
  readonly institution_id: number;
  readonly token_id: string;
  readonly kind: TokenKind;
  readonly name: string;
  readonly parent_token_id: string | null;
  readonly hash: Uint8Array;
  readonly created_at_ms: number;
  readonly expires_at_ms: number | null;
  readonly revoked_at_ms: number | null;
}

/** One row an institution: the last place in its order of changes that was given out. */
export interface ChangeCounterRow {
  readonly institution_id: number;
  readonly last_seq: number;
}

/** One row a migration that ran. */
export interface SchemaVersionRow {
  readonly version: number;
  readonly name: string;
}

export const tableNames = [
  'session',
  'evidence',
  'record',
  'refused_attempt',
  'record_change',
  'headcount',
  'link',
  'contact',
  'device',
  'device_change',
  'decision',
  'display',
  'display_range',
  'course_policy',
  'course_policy_change',
  'staff_token',
  'change_counter',
  'schema_version',
] as const satisfies readonly (keyof Tables)[];
