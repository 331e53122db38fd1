import type { RecordView } from '../../../protocol/schemas.ts';
import { Badge } from '../../ui/badge.tsx';
import { displayEn } from '../../ui/messages/display-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { spanText, type TimeWords } from '../../ui/times.ts';
import { StudentName } from '../student-name.tsx';
import { gradeSentences, gradeTones, statusTones } from './record-words.ts';

export const recordColumns = ['student', 'status', 'when', 'latency', 'grade', 'device', 'note'] as const;
export const columnsWithChecks = ['student', 'status', 'when', 'latency', 'grade', 'checks', 'device', 'note'] as const;

export interface RowProps {
  readonly rowKey: string;
  readonly rowIndex: number;
  readonly isActive: boolean;
  readonly times: TimeWords;
  readonly onOpen: () => void;
}

/** One student. The time is when the scan was judged to have happened, by the server's clock. */
export function RecordRow({ record, isNew, checks, ...row }: RowProps & { readonly record: RecordView; readonly isNew: boolean; readonly checks: readonly number[] }) {
  const { rowKey, rowIndex, isActive, times, onOpen } = row;
  const scannedMs = Date.parse(record.scanned_at);
  const why = gradeSentences(record).join(' ');
  return (
    <tr id={`row-${rowKey}`} class={isNew ? 'is-new' : undefined} aria-rowindex={rowIndex} aria-selected={isActive} onClick={onOpen}>
      <td class="column-student">
        <StudentName text={record.student_id} />
        {record.asked && (
          <span class="asked" title={displayEn.askedHint}>
            {displayEn.askedMark}
          </span>
        )}
        <span class="under">
          {times.clock(scannedMs)} <Badge tone={gradeTones[record.grade]} text={staffEn.gradeWords[record.grade]} />
        </span>
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
      {checks.length > 0 && <CheckMarks record={record} checks={checks} />}
      <td class="column-device">{record.device ?? <span class="hint">{staffEn.live.noDevice}</span>}</td>
      <td class="column-note" title={record.note ?? undefined}>
        {record.note}
      </td>
    </tr>
  );
}

/** Which checks the student answered: a tick or a dash each, in words for who hears the row. */
function CheckMarks({ record, checks }: { readonly record: RecordView; readonly checks: readonly number[] }) {
  const did = (number: number): boolean => record.checks.includes(number);
  const sentence = checks.map((number) => (did(number) ? displayEn.check.did(number) : displayEn.check.didNot(number))).join(', ');
  return (
    <td class="column-checks" title={sentence}>
      <span class="visually-hidden">{sentence}</span>
      {checks.map((number) => (
        <span key={number} class={did(number) ? 'check-mark is-answered' : 'check-mark'} aria-hidden="true">
          {number} {did(number) ? '✓' : '–'}
        </span>
      ))}
    </td>
  );
}
