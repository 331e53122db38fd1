import type { Carrier } from '../protocol/carried-code.ts';
import type { RefusalCode } from '../protocol/codes.ts';
import type { Grade, GradeReason, Status } from '../protocol/words.ts';

/** The evidence of one submission that passed every check; it is appended and never changed. Instants are server time in ms. */
export interface Evidence {
  readonly kind: 'evidence';
  readonly institutionId: number;
  readonly sessionId: string;
  /** SHA-256 of the entry, or of the original submission's fields; unique in an institution. */
  readonly entryId: Uint8Array;
  /** As it is shown, and as it is compared. */
  readonly studentId: string;
  readonly studentKey: string;
  /** The body as it was sent: the entry's JSON, or the original's five fields as JSON. */
  readonly body: string;
  readonly form: 'entry' | 'original';
  /** 64 bytes; null without a device. */
  readonly deviceSignature: Uint8Array | null;
  /** 65 bytes; null without a device. */
  readonly devicePublicKey: Uint8Array | null;
  /** SHA-256 of the public key. */
  readonly deviceId: Uint8Array | null;
  readonly carrier: Carrier;
  readonly epoch: number;
  readonly queued: boolean;
  readonly receivedAtMs: number;
  /** The judged instant of the scan. */
  readonly scannedAtMs: number;
  readonly latencyMs: number;
  readonly codeAgeMs: number | null;
  readonly grade: Grade;
  readonly reasons: readonly GradeReason[];
  readonly status: Status;
}

/** A refused attempt: the only thing that a refused submission leaves behind. */
export interface RefusedAttempt {
  readonly kind: 'refused';
  readonly institutionId: number;
  readonly sessionId: string;
  readonly studentId: string | null;
  readonly code: RefusalCode;
  readonly carrier: Carrier | null;
  readonly atMs: number;
}

/** What staff set by hand. */
export interface Mark {
  readonly kind: 'mark';
  readonly institutionId: number;
  readonly sessionId: string;
  readonly studentId: string;
  readonly studentKey: string;
  readonly status: Status;
  readonly note: string;
  readonly staffName: string;
  readonly atMs: number;
  readonly latencyMs: number;
}

/** Takes back what staff set, as long as it is still what they set. */
export interface Unmark {
  readonly institutionId: number;
  readonly sessionId: string;
  readonly studentKey: string;
  /** Of the record as it was set. */
  readonly seq: number;
  readonly staffName: string;
  readonly atMs: number;
}

/** A record that is gone: staff took back what they had set. */
export interface StoredRemoval {
  readonly studentKey: string;
  readonly seq: number;
}

/** One student in one session: the newest state, of which there is at most one. */
export interface StoredRecord {
  readonly sessionId: string;
  readonly studentId: string;
  readonly studentKey: string;
  /** The submission that stands behind it; null where staff set it without one. */
  readonly entryId: Uint8Array | null;
  readonly deviceId: Uint8Array | null;
  readonly status: Status;
  readonly grade: Grade;
  readonly reasons: readonly GradeReason[];
  readonly receivedAtMs: number;
  readonly scannedAtMs: number;
  readonly latencyMs: number;
  readonly note: string | null;
  /** Place in the institution's order of changes; it moves when the record changes. */
  readonly seq: number;
}

export interface StoredRefusal {
  readonly studentId: string | null;
  readonly code: RefusalCode;
  readonly carrier: Carrier | null;
  readonly atMs: number;
  readonly seq: number;
}

/** What became of one item of a batch. */
export type CommitOutcome =
  /** Stored now. */
  | { readonly kind: 'stored'; readonly record: StoredRecord }
  /** This very entry was stored before: the first evidence again. */
  | { readonly kind: 'replayed'; readonly evidence: Evidence }
  /** The student has a record from another submission. */
  | { readonly kind: 'duplicate'; readonly record: StoredRecord }
  /** A refused attempt was noted. */
  | { readonly kind: 'noted' };
