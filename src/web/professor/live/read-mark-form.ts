import type { MarkBody } from '../../../protocol/schemas.ts';
import { fail, ok, type Result } from '../../../protocol/result.ts';
import { parseStudentNumber } from '../../../protocol/student-number.ts';
import type { Status } from '../../../protocol/words.ts';

export interface MarkFormText {
  readonly student: string;
  readonly status: Status;
  readonly note: string;
}

export type MarkProblems = Partial<Record<'student' | 'note', 'student' | 'note' | 'refused'>>;

export function readMarkForm({ student, status, note }: MarkFormText): Result<MarkBody, MarkProblems> {
  const studentId = parseStudentNumber(student);
  const reason = note.trim();
  const problems: MarkProblems = {
    ...(studentId === undefined ? { student: 'student' as const } : {}),
    ...(reason === '' || reason.length > 500 ? { note: 'note' as const } : {}),
  };
  if (studentId === undefined || Object.keys(problems).length > 0) return fail(problems);
  return ok({ student_id: studentId, attendance: status, note: reason });
}

/** Where a refusal of the server is shown. */
export function markProblemOf(wireField: string | undefined): MarkProblems | undefined {
  if (wireField === 'student_id') return { student: 'refused' };
  return wireField === 'note' ? { note: 'refused' } : undefined;
}
