import type { RecordView } from '../../../protocol/schemas.ts';
import type { Grade, Status } from '../../../protocol/words.ts';
import type { Tone } from '../../ui/badge.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';

export const statusTones: Readonly<Record<Status, Tone>> = { present: 'good', late: 'late', excused: 'action', absent: 'neutral' };
export const gradeTones: Readonly<Record<Grade, Tone>> = {
  online_in_window: 'good',
  offline_verified: 'good',
  offline_unbounded: 'wait',
  late_sync: 'late',
  suspicious: 'late',
  manual: 'action',
};

/** Why the grade is what it is, in sentences: what the grade means, then each reason. */
export function gradeSentences({ grade, reasons }: Pick<RecordView, 'grade' | 'reasons'>): readonly string[] {
  const because = reasons.filter((reason) => !(grade === 'manual' && reason === 'set_by_staff'));
  return [staffEn.gradeSentences[grade], ...because.map((reason) => staffEn.reasonSentences[reason])];
}
