import type { DecisionKind, Status } from '../protocol/words.ts';

/** One entry's place in its device's chain, whether it was accepted, a duplicate or refused; appended and never changed. */
export interface LinkRow {
  readonly institution_id: number;
  readonly device_id: Uint8Array;
  readonly seq: number;
  readonly entry_id: Uint8Array;
  readonly prev: Uint8Array | null;
  readonly received_at_ms: number;
  /** 1 where the entry was refused when it arrived, so that no evidence says whose it is. */
  readonly is_refused: number;
}

/** The earliest instant at which a device told the server this end of its chain. */
export interface ContactRow {
  readonly institution_id: number;
  readonly head: Uint8Array;
  readonly at_ms: number;
}

export interface DeviceRow {
  readonly institution_id: number;
  readonly device_id: Uint8Array;
  readonly public_key: Uint8Array;
  readonly student_key: string;
  readonly student_id: string;
  readonly bound_by: 'first_use' | 'staff';
  readonly first_seen_at_ms: number;
  readonly approved_at_ms: number | null;
  readonly revoked_at_ms: number | null;
  readonly revoked_by: string | null;
  /** What its links say, so that one that extends a sound chain is taken without reading the others. */
  readonly is_forked: number;
  readonly has_gaps: number;
}

/** The audit trail of devices: what staff did to one; appended and never changed. */
export interface DeviceChangeRow {
  readonly institution_id: number;
  readonly device_id: Uint8Array;
  readonly seq: number;
  readonly action: 'approve' | 'revoke' | 'bind';
  /** JSON. */
  readonly before: string;
  readonly after: string;
  readonly staff_name: string;
  readonly at_ms: number;
}

/** What staff decided about a student; appended, and only `undone_seq` is set later. */
export interface DecisionRow {
  readonly institution_id: number;
  readonly session_id: string;
  readonly student_key: string;
  /** Its place in the order of changes. */
  readonly seq: number;
  readonly student_id: string;
  readonly kind: DecisionKind;
  readonly status: Status | null;
  readonly note: string;
  readonly staff_name: string;
  readonly at_ms: number;
  /** The place of the change that took it back; null while it stands or a newer one stands over it. */
  readonly undone_seq: number | null;
}

export interface DisplayRow {
  readonly institution_id: number;
  readonly session_id: string;
  readonly display_id: string;
  readonly name: string | null;
  readonly first_seen_at_ms: number;
  readonly last_seen_at_ms: number;
  readonly is_hidden: number;
  readonly is_closed: number;
  /** What staff asked of it last: 1 to hide, 0 to show, null where they asked nothing. */
  readonly order_hide: number | null;
  readonly order_seq: number;
  readonly order_by: string | null;
}

/**
 * Epochs, both ends included, that a display spoke of or showed; `alive` begins with its first report, `closed` where it said that
 * it shows no more. Ranges of a kind that touch are one row, which grows; nothing that was said is ever taken out.
 */
export interface DisplayRangeRow {
  readonly institution_id: number;
  readonly session_id: string;
  readonly display_id: string;
  readonly kind: 'known' | 'shown' | 'alive' | 'closed';
  readonly first_epoch: number;
  readonly last_epoch: number;
  readonly at_ms: number;
}

export interface CoursePolicyRow {
  readonly institution_id: number;
  readonly course: string;
  /** JSON. */
  readonly policy: string;
  readonly staff_name: string;
  readonly at_ms: number;
}

/** The audit trail of policies; appended and never changed. */
export interface CoursePolicyChangeRow {
  readonly institution_id: number;
  readonly course: string;
  readonly seq: number;
  readonly before: string | null;
  readonly after: string;
  readonly staff_name: string;
  readonly at_ms: number;
}
