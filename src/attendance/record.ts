import type { Carrier } from '../protocol/carried-code.ts';
import type { RefusalCode } from '../protocol/codes.ts';
import type { DecisionKind, Grade, GradeReason, Status, Way } from '../protocol/words.ts';

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
  /** Of the second code, where it is a later one in the same beat; null without one. */
  readonly secondEpoch: number | null;
  readonly queued: boolean;
  readonly receivedAtMs: number;
  /** When the server had the first code before, by a claim that holds. */
  readonly claimedAtMs: number | null;
  readonly way: Way;
  /** Made on a lent phone, as its entry says. */
  readonly isGuest: boolean;
  /** Its place in the device's chain, and the entry before; null without a device. */
  readonly chain: ChainPlace | null;
  /** The end of the device's chain when it was sent, where that is another entry. */
  readonly head: Uint8Array | null;
  /** What it was answered with: a receipt, or that the student has a record already. From here on the judgement as it was answered. */
  readonly answered: 'accepted' | 'duplicate';
  /** The judged instant of the scan. */
  readonly scannedAtMs: number;
  readonly latencyMs: number;
  readonly codeAgeMs: number | null;
  readonly grade: Grade;
  readonly reasons: readonly GradeReason[];
  readonly status: Status;
}

export interface ChainPlace {
  readonly seq: number;
  readonly prev: Uint8Array | null;
}

/** An end of some device's chain that was told to the server by a request that the device signed: the entry existed by then. */
export interface Contact {
  readonly kind: 'contact';
  readonly institutionId: number;
  readonly head: Uint8Array;
  readonly atMs: number;
}

/** A refused attempt, with the place of its entry in the device's chain where it was sealed: a chain has no gap where something was refused. */
export interface RefusedAttempt {
  readonly kind: 'refused';
  readonly link: (ChainPlace & { readonly deviceId: Uint8Array; readonly entryId: Uint8Array }) | null;
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

/** What staff decide about a student at the desk. */
export interface Decision {
  readonly kind: Exclude<DecisionKind, 'set'>;
  readonly institutionId: number;
  readonly sessionId: string;
  readonly studentId: string;
  readonly studentKey: string;
  /** For `accept`; null takes what the evidence says, and `present` where there is none. */
  readonly status: Extract<Status, 'present' | 'late'> | null;
  /** The record's `seq` as staff saw it; null where they do not care. */
  readonly expectedSeq: number | null;
  readonly note: string;
  readonly staffName: string;
  readonly atMs: number;
}

export interface StoredDecision {
  readonly kind: DecisionKind;
  readonly studentKey: string;
  readonly status: Status | null;
  readonly note: string;
  readonly staffName: string;
  readonly atMs: number;
  readonly seq: number;
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
  /** Numbers of the checks that evidence of this student answers. */
  readonly checks: readonly number[];
  /** The newest decision is to ask the student. */
  readonly isAsked: boolean;
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
  /** Stored now, judged with all that is known; the record is the student's as it is now, which other evidence may stand behind. */
  | { readonly kind: 'stored'; readonly record: StoredRecord; readonly evidence: Evidence }
  /** This very entry was stored before: the first evidence again, with what it was answered. */
  | { readonly kind: 'replayed'; readonly evidence: Evidence }
  /** The student has a record from another submission. Sealed evidence is kept beside it and may better the record. */
  | { readonly kind: 'duplicate'; readonly record: StoredRecord }
  /** The device's key was revoked: nothing is stored but the attempt, which this noted. */
  | { readonly kind: 'revoked' }
  /** A refused attempt or a contact was noted. */
  | { readonly kind: 'noted' };
