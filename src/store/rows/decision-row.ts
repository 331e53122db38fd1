import type { StoredDecision } from '../../attendance/record.ts';
import type { DecisionRow } from '../evidence-tables.ts';

export function decisionOfRow(row: DecisionRow): StoredDecision {
  return { kind: row.kind, studentKey: row.student_key, status: row.status, note: row.note, staffName: row.staff_name, atMs: row.at_ms, seq: row.seq };
}
