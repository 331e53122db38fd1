import type { Opening, Session } from './session.ts';
import type { CommitOutcome, Contact, Evidence, Mark, RefusedAttempt, StoredRecord, StoredRefusal, StoredRemoval, Unmark } from './record.ts';

/** What this room needs from others. Every promise of a write resolves after the write is durable. */

export interface SessionStore {
  insertSession(session: Session): Promise<void>;
  findSession(institutionId: number, sessionId: string): Promise<Session | undefined>;
  /** A tag is unique over all institutions; who asks serves one of them. */
  findSessionByTag(institutionId: number, tag: string): Promise<Session | undefined>;
  /** The sessions with an opening that touches `[fromMs, untilMs]`. */
  listSessionsOpenBetween(institutionId: number, fromMs: number, untilMs: number): Promise<readonly Session[]>;
  /** Newest first, created before `beforeMs`, with their counts. */
  listSessions(institutionId: number, beforeMs: number, limit: number): Promise<readonly SessionWithCounts[]>;
  countsOf(institutionId: number, sessionId: string): Promise<SessionCounts>;
  /**
   * Replaces the openings if they are still `expected` and notes who did it; the session's change gets a place in the order of changes.
   * False where they were changed meanwhile: read again and repeat.
   */
  replaceOpenings(change: OpeningsChange): Promise<boolean>;
  /** Switches the typed code off since an instant, or on, and notes who did it; the session's change gets a place in the order of changes. */
  switchTyped(change: TypedChange): Promise<void>;
  /** Replaces the checks if they are still `expected`, as `replaceOpenings` does. */
  replaceChecks(change: ChecksChange): Promise<boolean>;
  /** Destroys the secrets of the sessions, of every institution, that closed before the instant; answers whose they were. */
  retireSecrets(closedBeforeMs: number): Promise<readonly string[]>;
}

export interface OpeningsChange {
  readonly institutionId: number;
  readonly sessionId: string;
  readonly expected: readonly Opening[];
  readonly openings: readonly Opening[];
  readonly action: 'close' | 'extend' | 'reopen';
  readonly staffName: string;
  readonly atMs: number;
}

export interface ChecksChange {
  readonly institutionId: number;
  readonly sessionId: string;
  readonly expected: readonly Opening[];
  readonly checks: readonly Opening[];
  readonly action: 'start_check' | 'end_check';
  readonly staffName: string;
  readonly atMs: number;
}

export interface TypedChange {
  readonly institutionId: number;
  readonly sessionId: string;
  /** Null: it is on. */
  readonly offSinceMs: number | null;
  readonly staffName: string;
  readonly atMs: number;
}

/** What became of one of many marks: the student had no record and has one now, or had one, which stands. */
export interface MarkOutcome {
  readonly kind: 'set' | 'kept';
  readonly record: StoredRecord;
}

export interface SessionCounts {
  readonly counted: number;
  readonly provisional: number;
  readonly held: number;
  readonly refused: number;
}

export interface SessionWithCounts {
  readonly session: Session;
  readonly counts: SessionCounts;
}

export type CommitItem = Evidence | RefusedAttempt | Contact;

/** Sealed submissions of one device that are kept of a student in a session beside the first; another phone cannot use up this share. */
export const maxFurtherEvidence = 8;

/** Sealed submissions of a student in a session from which on only those of the student's own keys that count are kept beside a record. */
export const maxEvidence = 32;

export interface RecordStore {
  /**
   * One durable transaction, in order, one outcome an item. Unique constraints decide: the same `entryId` is `replayed`. Each
   * entry is judged with all that is stored about its device, its chain, its student and the displays, and what it says about
   * entries that were stored before is applied to them in the same transaction, so that the state is a function of the set of
   * what arrived. A student has one record in a session: the best evidence stands behind it, unless staff decided. Unsealed
   * evidence of a student who has a record is a `duplicate` and is not kept, so that nobody fills the disk; sealed evidence is
   * kept, up to `maxFurtherEvidence` of a device, and of made-up keys up to `maxEvidence`; it is `stored` where it answers a check
   * or the record now rests on it, else a `duplicate`.
   */
  commit(batch: readonly CommitItem[]): Promise<readonly CommitOutcome[]>;
  /** An entry is found by its id alone, an original only at its place, of which its id is made. */
  findEvidence(institutionId: number, entryId: Uint8Array, place?: Pick<Evidence, 'sessionId' | 'studentKey'>): Promise<Evidence | undefined>;
  /** The newest state of one student in one session. */
  findRecord(institutionId: number, sessionId: string, studentKey: string): Promise<StoredRecord | undefined>;
  /** Sets a student by hand, in place of a record or as a new one; before, after, who and why are appended to the audit trail. */
  mark(mark: Mark): Promise<StoredRecord>;
  /** The same for many students in one transaction, but only for those who have no record; one outcome a mark, in order. */
  markNew(marks: readonly Mark[]): Promise<readonly MarkOutcome[]>;
  /** Removes records that staff set without a submission and that still have the given `seq`; says of each whether it did. */
  unmark(unmarks: readonly Unmark[]): Promise<readonly boolean[]>;
  /**
   * Up to `limit` changes of a session with `seq` greater than the cursor, in order. The session itself is `isChanged` where
   * its openings or its typed code changed after the cursor.
   */
  changesAfter(institutionId: number, sessionId: string, cursor: number, limit: number): Promise<SessionChanges>;
  /** Every record of a session with the evidence behind it, in the order of the first arrival; read in pages of at most `limit`. */
  listRecords(institutionId: number, sessionId: string, after: RecordPlace | null, limit: number): Promise<readonly RecordWithEvidence[]>;
}

/** Where a page of records ended. */
export interface RecordPlace {
  readonly receivedAtMs: number;
  readonly studentKey: string;
}

export interface RecordWithEvidence {
  readonly record: StoredRecord;
  /** Null where staff set the record without a submission. */
  readonly evidence: Evidence | null;
}

export interface SessionChanges {
  readonly records: readonly StoredRecord[];
  readonly refused: readonly StoredRefusal[];
  readonly removed: readonly StoredRemoval[];
  readonly isSessionChanged: boolean;
  /** The `seq` of the last change returned, or the cursor that was given. */
  readonly cursor: number;
  /** False where the limit cut the list. */
  readonly isComplete: boolean;
  /** The cursor lies ahead of everything that is stored, so it is of another history: these are the changes from the beginning. */
  readonly isRestart: boolean;
}

/** Server time in ms since 1970. */
export type Clock = () => number;

/** HMAC-SHA256, 32 bytes, under the display key of a session's block. */
export type DisplayMac = (session: Session, block: number, message: Uint8Array) => Uint8Array;

/** HMAC-SHA256 of the payload under the hex text of the session's own key for version 1 payloads. */
export type OriginalMac = (session: Session, payload: Uint8Array) => Uint8Array;

/** HMAC-SHA256, 32 bytes, under the session's key for claims. */
export type ClaimMac = (session: Session, message: Uint8Array) => Uint8Array;

/** The 32 bytes from which a projector makes the codes of one block. */
export type DisplayKey = (session: Session, block: number) => Uint8Array;

export interface Crypto {
  readonly displayMac: DisplayMac;
  readonly originalMac: OriginalMac;
  readonly claimMac: ClaimMac;
  /** Of a text as UTF-8. */
  readonly sha256: (bytes: Uint8Array | string) => Uint8Array;
  /** ECDSA P-256 with SHA-256, signature r ‖ s; false for a key that is no point of the curve. */
  readonly verifyDevice: (publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array) => Promise<boolean>;
}

/** What a new session is made of; nothing here is ever made twice. */
export interface SessionMint {
  readonly uuid: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Encrypts a session's secret for storage, bound to the session's id. */
  readonly wrapSecret: (sessionId: string, secret: Uint8Array) => Uint8Array;
}

/** Tells every live reader of a session to look; it carries nothing, and a lost one does no harm. */
export type Bell = (sessionId: string) => void;

/** Thrown by a store that cannot read or write now: disk full, locked, gone. The request may be repeated. */
export class StorageUnavailable extends Error {
  override name = 'StorageUnavailable';
}
