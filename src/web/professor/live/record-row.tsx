import type { RecordView } from '../../../protocol/schemas.ts';
import { Badge } from '../../ui/badge.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { spanText, type TimeWords } from '../../ui/times.ts';
import { gradeSentences, gradeTones, statusTones } from './record-words.ts';

export const recordColumns = ['student', 'status', 'when', 'latency', 'grade', 'device', 'note'] as const;

export interface RowProps {
  readonly rowKey: string;
  readonly rowIndex: number;
  readonly isActive: boolean;
  readonly times: TimeWords;
  readonly onOpen: () => void;
}

/** One student. The time is when the scan was judged to have happened, by the server's clock. */
export function RecordRow({ record, isNew, ...row }: RowProps & { readonly record: RecordView; readonly isNew: boolean }) {
  const { rowKey, rowIndex, isActive, times, onOpen } = row;
  const scannedMs = Date.parse(record.scanned_at);
  const why = gradeSentences(record).join(' ');
  return (
    <tr id={`row-${rowKey}`} class={isNew ? 'is-new' : undefined} aria-rowindex={rowIndex} aria-selected={isActive} onClick={onOpen}>
      <td class="column-student">
        {record.student_id}
        <span class="under">{times.clock(scannedMs)}</span>
      </td>
      <td class="column-status">
        <Badge tone={statusTones[record.attendance]} text={staffEn.statusWords[record.attendance]} />
      </td>
      <td class="column-when">
        <time dateTime={record.scanned_at} title={`${times.day(scannedMs)} ${times.zone(scannedMs)}`}>
          {times.clock(scannedMs)}
        </time>
      </td>
      <td class="column-latency">{spanText(record.latency_seconds * 1_000)}</td>
      <td class="column-grade" title={why}>
        <Badge tone={gradeTones[record.grade]} text={staffEn.gradeWords[record.grade]} />
        <span class="visually-hidden">{why}</span>
      </td>
      <td class="column-device">{record.device ?? <span class="hint">{staffEn.live.noDevice}</span>}</td>
      <td class="column-note" title={record.note ?? undefined}>
        {record.note}
      </td>
    </tr>
  );
}
