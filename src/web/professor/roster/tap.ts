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

/** Whoever scanned and is held or provisional is accepted; null counts them as the scan says. */
export async function acceptStudent(context: StaffContext, sessionId: string, record: RecordView, attendance: 'present' | 'late' | null, note: string): Promise<void> {
  const body = { student_id: record.student_id, decision: 'accept', note, seq: record.seq, ...(attendance === null ? {} : { attendance }) } as const;
  const reply = await context.api.call('decide', { params: { session_id: sessionId }, body });
  if (!reply.ok) return reportFailure(context, reply.failure);
  const accepted = reply.value.record;
  if (accepted === null) return;
  const mark: SetMark = { student_id: accepted.student_id, seq: accepted.seq };
  context.toasts.say(words.marked(mark.student_id, staffEn.statusWords[accepted.attendance]), 'plain', { label: words.undo, run: () => void takeBack(context, sessionId, mark) });
}

/** A mark leaves nothing behind; where a scan stands behind the record, the decision alone is taken back. */
export async function takeBack(context: StaffContext, sessionId: string, mark: SetMark): Promise<void> {
  const reply = await context.api.call('undoMarks', { params: { session_id: sessionId }, body: { marks: [mark] } });
  if (!reply.ok) return reportFailure(context, reply.failure);
  const isUndone = reply.value.results[0]?.outcome === 'undone' || (await undoDecision(context, sessionId, mark));
  context.toasts.say(isUndone ? words.takenBack(mark.student_id) : words.notTakenBack(mark.student_id), isUndone ? 'plain' : 'bad');
}

async function undoDecision({ api }: StaffContext, sessionId: string, { student_id: student, seq }: SetMark): Promise<boolean> {
  const reply = await api.call('undoDecision', { params: { session_id: sessionId }, body: { student_id: student, seq } });
  return reply.ok;
}
