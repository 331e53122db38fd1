import type { Kysely } from 'kysely';
import type { DeskStore, JudgedEvidence } from '../../attendance/desk.ts';
import type { Evidence, StoredRecord } from '../../attendance/record.ts';
import { letterOfEachByte } from '../../protocol/bytes.ts';
import { grades, standingOfGrade } from '../../protocol/words.ts';
import { readNewest } from './decision-reads.ts';
import { judgeStored, type JudgedStored } from '../judging/judge-stored.ts';
import { padded } from '../sql/many-rows.ts';
import { evidenceOfRow } from '../rows/evidence-row.ts';
import { recordOfRow } from '../rows/record-row.ts';
import type { Tables } from '../tables.ts';

const notSimplyCounted = grades.filter((grade) => standingOfGrade[grade] !== 'counted');

export function listDeskOn(db: Kysely<Tables>): DeskStore['listDesk'] {
  return async (institutionId, sessionId, limit) => {
    const records = await readCases(db, institutionId, sessionId, limit);
    const students = records.map(({ studentKey }) => studentKey);
    const evidence = await readEvidence(db, institutionId, sessionId, students);
    const judged = Map.groupBy(await judgeStored(db, institutionId, evidence), ({ piece }) => piece.studentKey);
    const decisions = await readNewest(db, institutionId, sessionId, students);
    return records.map((record) => ({
      record,
      evidence: (judged.get(record.studentKey) ?? []).map((each) => judgedEvidence(each, record)),
      decision: decisions.get(record.studentKey) ?? null,
    }));
  };
}

/** In the order of arrival. What staff decided at the desk stays there, so that it can be taken back. */
async function readCases(db: Kysely<Tables>, institutionId: number, sessionId: string, limit: number): Promise<readonly StoredRecord[]> {
  const rows = await db
    .selectFrom('record')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where(({ eb, or, exists, selectFrom }) =>
      or([
        eb('grade', 'in', notSimplyCounted),
        eb('is_asked', '=', 1),
        exists(
          selectFrom('decision')
            .select('decision.seq')
            .whereRef('decision.institution_id', '=', 'record.institution_id')
            .whereRef('decision.session_id', '=', 'record.session_id')
            .whereRef('decision.student_key', '=', 'record.student_key')
            .where('decision.undone_seq', 'is', null)
            .where('decision.kind', '!=', 'set'),
        ),
      ]),
    )
    .orderBy('received_at_ms')
    .orderBy('student_key')
    .limit(limit)
    .execute();
  return rows.map(recordOfRow);
}

async function readEvidence(db: Kysely<Tables>, institutionId: number, sessionId: string, studentKeys: readonly string[]): Promise<readonly Evidence[]> {
  if (studentKeys.length === 0) return [];
  const rows = await db
    .selectFrom('evidence')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_key', 'in', padded(studentKeys))
    .orderBy('received_at_ms')
    .orderBy('entry_id')
    .execute();
  return rows.map(evidenceOfRow);
}

function judgedEvidence({ piece: evidence, facts, judgement, device, boundBy }: JudgedStored<Evidence>, record: StoredRecord): JudgedEvidence {
  const isClaimFirst = evidence.claimedAtMs !== null && evidence.claimedAtMs < facts.notAfterMs;
  const isStanding = record.entryId !== null && letterOfEachByte(record.entryId) === letterOfEachByte(evidence.entryId);
  return { evidence, facts, judgement, device, boundBy: isClaimFirst ? 'claim' : boundBy, isStanding };
}
