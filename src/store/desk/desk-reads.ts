import type { Kysely } from 'kysely';
import type { DeskStore } from '../../attendance/desk.ts';
import type { StoredRecord } from '../../attendance/record.ts';
import { studentKeyOf } from '../../protocol/student-number.ts';
import { readDecisions, readNewest } from './decision-reads.ts';
import { listDeskOn } from './desk-list.ts';
import { historyOn } from './history.ts';
import { padded } from '../sql/many-rows.ts';
import { rosterOn } from './roster.ts';
import { recordOfRow, refusalOfRow } from '../rows/record-row.ts';
import type { Tables } from '../tables.ts';

export function deskReadsOn(db: Kysely<Tables>): Pick<DeskStore, 'listDesk' | 'listRefusals' | 'findDecision' | 'listHistory' | 'listRoster'> {
  return {
    ...historyOn(db),
    ...rosterOn(db),
    listDesk: listDeskOn(db),

    async listRefusals(institutionId, sessionId, limit) {
      const rows = await db
        .selectFrom('refused_attempt')
        .selectAll()
        .where('institution_id', '=', institutionId)
        .where('session_id', '=', sessionId)
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      const refusals = rows.map(refusalOfRow).map((attempt) => ({ attempt, key: attempt.studentId === null ? '' : studentKeyOf(attempt.studentId) }));
      const students = [...new Set(refusals.map(({ key }) => key).filter((key) => key !== ''))];
      const records = await readRecords(db, institutionId, sessionId, students);
      const decisions = await readNewest(db, institutionId, sessionId, students);
      return refusals.map(({ attempt, key }) => ({ ...attempt, record: records.get(key) ?? null, decision: decisions.get(key) ?? null }));
    },

    async findDecision(institutionId, sessionId, studentKey) {
      const [newest] = await readDecisions(db, { institutionId, sessionId, studentKey });
      return newest;
    },
  };
}

async function readRecords(db: Kysely<Tables>, institutionId: number, sessionId: string, studentKeys: readonly string[]): Promise<ReadonlyMap<string, StoredRecord>> {
  if (studentKeys.length === 0) return new Map();
  const rows = await db
    .selectFrom('record')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('student_key', 'in', padded(studentKeys))
    .execute();
  return new Map(rows.map((row) => [row.student_key, recordOfRow(row)]));
}
