import { studentKeyOf } from '../../../protocol/student-number.ts';
import { Badge } from '../../ui/badge.tsx';
import { displayEn } from '../../ui/messages/display-en.ts';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { spanText, type TimeWords } from '../../ui/times.ts';
import { deskPath } from '../routes.ts';
import type { LiveModel } from './live-model.ts';
import { attemptsOf } from './live-rows.ts';
import { gradeSentences, gradeTones, statusTones } from './record-words.ts';

const words = staffEn.live;

interface DetailPanelProps {
  readonly model: LiveModel;
  readonly times: TimeWords;
  /** Empty where an attempt named nobody. */
  readonly student: string;
  readonly onMark: () => void;
  readonly onClose: () => void;
}

/** All that is known of one student in this session. */
export function DetailPanel({ model, times, student, onMark, onClose }: DetailPanelProps) {
  const key = studentKeyOf(student);
  const record = model.table.value.records.get(key);
  const attempts = key === '' ? [] : attemptsOf(model.table.value.refused, key);
  const instant = (text: string) => {
    const atMs = Date.parse(text);
    return (
      <time dateTime={text}>
        {times.day(atMs).replace(/,? ?\d\d:\d\d$/, '')} {times.clock(atMs)} {times.zone(atMs)}
      </time>
    );
  };
  return (
    <aside class="detail" aria-label={words.detail}>
      <header>
        <h2 dir="auto">{student === '' ? words.unknownStudent : student}</h2>
        <button type="button" class="button is-bare" aria-label={staffEn.close} onClick={onClose}>
          ✕
        </button>
      </header>
      {record !== undefined && (
        <>
          <p class="detail-badges">
            <Badge tone={statusTones[record.attendance]} text={staffEn.statusWords[record.attendance]} />
            <Badge tone={gradeTones[record.grade]} text={staffEn.gradeWords[record.grade]} />
            {record.asked && <Badge tone="action" text={displayEn.askedMark} title={displayEn.askedHint} />}
          </p>
          <ul class="detail-why">
            {gradeSentences(record).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <dl class="facts">
            <dt>{words.scanned}</dt>
            <dd>{instant(record.scanned_at)}</dd>
            <dt>{words.received}</dt>
            <dd>{instant(record.received_at)}</dd>
            <dt>{words.columns.latency}</dt>
            <dd>{spanText(record.latency_seconds * 1_000)}</dd>
            <dt>{words.columns.device}</dt>
            <dd>{record.device === null ? words.noDevice : <code>{record.device}</code>}</dd>
            {(model.table.value.session?.checks.length ?? 0) > 0 && (
              <>
                <dt>{displayEn.check.column}</dt>
                <dd>{record.checks.length === 0 ? displayEn.check.none : record.checks.map(displayEn.check.did).join(', ')}</dd>
              </>
            )}
            {record.note !== null && (
              <>
                <dt>{words.columns.note}</dt>
                <dd>{record.note}</dd>
              </>
            )}
          </dl>
        </>
      )}
      <h3>{words.attempts}</h3>
      {attempts.length === 0 ? (
        <p class="hint">{words.noAttempts}</p>
      ) : (
        <ol class="attempt-list">
          {attempts.map((attempt) => (
            <li key={attempt.seq}>
              <span class="hint">{times.clock(Date.parse(attempt.at))}</span> {staffEn.attemptOf(attempt)}
            </li>
          ))}
        </ol>
      )}
      {student !== '' && (
        <button type="button" class="button is-primary" onClick={onMark}>
          {words.mark}
        </button>
      )}
      {student !== '' && model.table.value.session !== null && <a href={deskPath(model.table.value.session.session_id, student)}>{deskEn.showAtDesk}</a>}
    </aside>
  );
}
