import type { ApiFailure } from '../../../client/api.ts';
import { maxMarks } from '../../../protocol/mark-limits.ts';
import { fail, ok, type Result } from '../../../protocol/result.ts';
import type { Status } from '../../../protocol/words.ts';
import type { StaffContext } from '../staff-context.ts';

export interface Sheet {
  readonly students: readonly string[];
  readonly status: Status;
  readonly note: string;
}

/** A mark that was set now, so that it can be taken back. */
export interface SetMark {
  readonly student_id: string;
  readonly seq: number;
}

export interface SheetSet {
  readonly set: readonly SetMark[];
  readonly kept: number;
}

/** Sends a sheet of any length. Where a part fails, what was set before stays set; the rest can be sent again. */
export async function setSheet({ api }: Pick<StaffContext, 'api'>, sessionId: string, { students, status, note }: Sheet): Promise<Result<SheetSet, ApiFailure>> {
  const set: SetMark[] = [];
  let kept = 0;
  for (const part of partsOf(students)) {
    const body = { student_ids: [...part], attendance: status, note };
    const reply = await api.call('markStudents', { params: { session_id: sessionId }, body });
    if (!reply.ok) return fail(reply.failure);
    for (const { outcome, record } of reply.value.results) {
      if (outcome === 'set' && record !== null) set.push({ student_id: record.student_id, seq: record.seq });
      else kept++;
    }
  }
  return ok({ set, kept });
}

/** How many marks were taken back. */
export async function undoSheet({ api }: Pick<StaffContext, 'api'>, sessionId: string, marks: readonly SetMark[]): Promise<Result<number, ApiFailure>> {
  let undone = 0;
  for (const part of partsOf(marks)) {
    const reply = await api.call('undoMarks', { params: { session_id: sessionId }, body: { marks: [...part] } });
    if (!reply.ok) return fail(reply.failure);
    undone += reply.value.results.filter(({ outcome }) => outcome === 'undone').length;
  }
  return ok(undone);
}

function partsOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / maxMarks) }, (_, part) => items.slice(part * maxMarks, (part + 1) * maxMarks));
}
