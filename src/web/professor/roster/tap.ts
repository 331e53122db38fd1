import type { RecordView } from '../../../protocol/schemas.ts';
import type { Status } from '../../../protocol/words.ts';
import { rosterEn as words } from '../../ui/messages/devices-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import type { SetMark } from '../live/set-sheet.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';

/** Whether a second tap takes it back; what a scan stands behind is decided at the desk. */
export function isByHand({ grade, reasons }: Pick<RecordView, 'grade' | 'reasons'>): boolean {
  return grade === 'manual' && reasons.includes('set_by_staff');
}

/** Marks one student who is not recorded; whoever scanned meanwhile stays as they are. */
export async function markStudent(context: StaffContext, sessionId: string, student: string, attendance: Status, note: string): Promise<void> {
  const reply = await context.api.call('markStudents', { params: { session_id: sessionId }, body: { student_ids: [student], attendance, note } });
  if (!reply.ok) return reportFailure(context, reply.failure);
  const [result] = reply.value.results;
  if (result === undefined || result.record === null || result.outcome !== 'set') return context.toasts.say(words.already(student));
  const mark: SetMark = { student_id: result.record.student_id, seq: result.record.seq };
  context.toasts.say(words.marked(student, staffEn.statusWords[attendance]), 'plain', { label: words.undo, run: () => void takeBack(context, sessionId, mark) });
}

export async function takeBack(context: StaffContext, sessionId: string, mark: SetMark): Promise<void> {
  const reply = await context.api.call('undoMarks', { params: { session_id: sessionId }, body: { marks: [mark] } });
  if (!reply.ok) return reportFailure(context, reply.failure);
  const isUndone = reply.value.results[0]?.outcome === 'undone';
  context.toasts.say(isUndone ? words.takenBack(mark.student_id) : words.notTakenBack(mark.student_id), isUndone ? 'plain' : 'bad');
}
