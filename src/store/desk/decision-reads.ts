import type { Kysely } from 'kysely';
import type { StoredDecision } from '../../attendance/record.ts';
import { studentKeyOf } from '../../protocol/student-number.ts';
import { padded } from '../sql/many-rows.ts';
import { decisionOfRow } from '../rows/decision-row.ts';
import type { Tables } from '../tables.ts';

/** One student in one session. */
export interface Place {
  readonly institutionId: number;
  readonly sessionId: string;
  readonly studentKey: string;
}

/** Those that nobody took back, the newest first. */
export async function readDecisions(db: Kysely<Tables>, { institutionId, sessionId, studentKey }: Place): Promise<readonly StoredDecision[]> {
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_key', '=', studentKey)
    .where('undone_seq', 'is', null)
    .orderBy('seq', 'desc')
    .execute();
  return rows.map(decisionOfRow);
}

/** The newest decision of each that nobody took back. */
export async function readNewest(db: Kysely<Tables>, institutionId: number, sessionId: string, studentKeys: readonly string[]): Promise<ReadonlyMap<string, StoredDecision>> {
  if (studentKeys.length === 0) return new Map();
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_key', 'in', padded(studentKeys))
    .where('undone_seq', 'is', null)
    .orderBy('seq')
    .execute();
  return new Map(rows.map((row) => [row.student_key, decisionOfRow(row)]));
}

/** Whether something of this student was refused in the session. An attempt keeps the number as it was sent, so each is compared as numbers are. */
export async function hasAttempt(db: Kysely<Tables>, { institutionId, sessionId, studentKey }: Place): Promise<boolean> {
  const rows = await db
    .selectFrom('refused_attempt')
    .select('student_id')
    .distinct()
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_id', 'is not', null)
    .execute();
  return rows.some((row) => row.student_id !== null && studentKeyOf(row.student_id) === studentKey);
}

export async function hasEvidence(db: Kysely<Tables>, { institutionId, sessionId, studentKey }: Place): Promise<boolean> {
  const row = await db
    .selectFrom('evidence')
    .select('student_key')
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_key', '=', studentKey)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
