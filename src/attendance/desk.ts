import type { Decision, Evidence, StoredDecision, StoredRecord, StoredRefusal } from './record.ts';
import type { Device } from './devices.ts';
import type { Facts, Judgement } from './evidence.ts';

/** What staff need to judge what did not simply count, and what they decide. */
export interface DeskStore {
  /** Records that are provisional, held, asked about or decided at the desk, in the order of arrival, with all of their evidence. */
  listDesk(institutionId: number, sessionId: string, limit: number): Promise<readonly DeskCase[]>;
  /** Newest first, with the record that the student has now, and what staff decided. */
  listRefusals(institutionId: number, sessionId: string, limit: number): Promise<readonly DeskRefusal[]>;
  /** `unknown`: the student has neither record nor attempt here. `changed`: the record is not the one that staff saw. */
  decide(decision: Decision): Promise<Decided | 'unknown' | 'changed'>;
  /** Takes the newest decision (a mark by hand too) back: the one before it stands again, else the evidence, else nothing. */
  undoDecision(undo: UndoDecision): Promise<Decided | 'unknown' | 'changed'>;
  /** The newest decision that stands. */
  findDecision(institutionId: number, sessionId: string, studentKey: string): Promise<StoredDecision | undefined>;
  /** The audit trail, newest first. */
  listHistory(institutionId: number, sessionId: string, studentKey: string | null, limit: number): Promise<readonly HistoryLine[]>;
  /** Everybody with a record in a session of the course, and in how many; by number, at most `limit`. */
  listRoster(institutionId: number, course: string, limit: number): Promise<readonly { readonly studentId: string; readonly studentKey: string; readonly sessions: number }[]>;
  /** Judges everything of a session, or of the institution, again; nothing changes where every grade is what the evidence says. */
  recompute(institutionId: number, sessionId: string | null, isDry: boolean): Promise<Recomputed>;
}

export interface DeskCase {
  readonly record: StoredRecord;
  readonly evidence: readonly JudgedEvidence[];
  readonly decision: StoredDecision | null;
}

export interface DeskRefusal extends StoredRefusal {
  readonly record: StoredRecord | null;
  /** The newest that stands; a refused scan may be asked about without a record. */
  readonly decision: StoredDecision | null;
}

/** A piece of evidence with all that is known of it now. */
export interface JudgedEvidence {
  readonly evidence: Evidence;
  readonly facts: Facts;
  readonly judgement: Judgement;
  readonly device: Device | null;
  /** What bounds it. */
  readonly boundBy: 'arrival' | 'contact' | 'claim';
  readonly isStanding: boolean;
}

export interface Decided {
  readonly record: StoredRecord | null;
  readonly decision: StoredDecision | null;
}

export interface UndoDecision {
  readonly institutionId: number;
  readonly sessionId: string;
  readonly studentKey: string;
  /** Of the decision. */
  readonly seq: number;
  readonly staffName: string;
  readonly atMs: number;
}

export interface HistoryLine {
  readonly seq: number;
  readonly studentKey: string | null;
  readonly action: string;
  /** As it was stored. */
  readonly before: unknown;
  readonly after: unknown;
  readonly staffName: string;
  readonly note: string | null;
  readonly atMs: number;
}

export interface Recomputed {
  readonly examined: number;
  readonly changed: readonly { readonly sessionId: string; readonly studentId: string; readonly from: string; readonly to: string; readonly reasons: readonly string[] }[];
}
