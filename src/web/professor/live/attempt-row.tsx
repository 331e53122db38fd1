import type { RefusedAttemptView } from '../../../protocol/schemas.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { StudentName } from '../student-name.tsx';
import type { RowProps } from './record-row.tsx';

export const attemptColumns = ['student', 'when', 'why', 'carrier'] as const;

/** One attempt that recorded nothing, and why. */
export function AttemptRow({ attempt, rowKey, rowIndex, isActive, times, onOpen }: RowProps & { readonly attempt: RefusedAttemptView }) {
  const atMs = Date.parse(attempt.at);
  return (
    <tr id={`row-${rowKey}`} aria-rowindex={rowIndex} aria-selected={isActive} onClick={onOpen}>
      <td class="column-student">
        {attempt.student_id === null ? <span class="hint">{staffEn.live.unknownStudent}</span> : <StudentName text={attempt.student_id} />}
        <span class="under">{times.clock(atMs)}</span>
      </td>
      <td class="column-when">
        <time dateTime={attempt.at} title={`${times.day(atMs)} ${times.zone(atMs)}`}>
          {times.clock(atMs)}
        </time>
      </td>
      <td class="column-why" title={staffEn.attemptOf(attempt)}>
        <span class="why">{staffEn.attemptOf(attempt)}</span>
      </td>
      <td class="column-carrier">{staffEn.carrierOf(attempt.carrier)}</td>
    </tr>
  );
}
