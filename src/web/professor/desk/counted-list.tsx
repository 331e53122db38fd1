import type { RecordView, SessionView } from '../../../protocol/schemas.ts';
import { Badge } from '../../ui/badge.tsx';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { gradeSentences, gradeTones, statusTones } from '../live/record-words.ts';
import type { StaffContext } from '../staff-context.ts';
import { HistoryFold } from './history-fold.tsx';
import { instantText } from './interval-words.ts';

interface CountedListProps {
  readonly context: StaffContext;
  readonly session: SessionView;
  readonly records: readonly RecordView[];
}

/** Students who were searched for and about whom nothing has to be decided. */
export function CountedList({ context, session, records }: CountedListProps) {
  const startsAtMs = Date.parse(session.starts_at);
  return (
    <section class="desk-group" aria-labelledby="desk-group-counted">
      <h2 id="desk-group-counted">
        {deskEn.counted} <span class="desk-count">{records.length}</span>
      </h2>
      <ol class="desk-rows">
        {records.map((record) => (
          <li key={record.student_id}>
            <article class="desk-row" aria-labelledby={`counted-${record.student_id}`}>
              <header class="desk-row-head">
                <h3 id={`counted-${record.student_id}`}>{record.student_id}</h3>
                <span class="desk-badges">
                  <Badge tone={gradeTones[record.grade]} text={staffEn.gradeWords[record.grade]} />
                  <Badge tone={statusTones[record.attendance]} text={staffEn.statusWords[record.attendance]} />
                </span>
              </header>
              <p class="row-why">
                {gradeSentences(record).join(' ')} {staffEn.live.scanned} {instantText(Date.parse(record.scanned_at), startsAtMs, context.times)}.
              </p>
              <HistoryFold context={context} sessionId={session.session_id} student={record.student_id} startsAtMs={startsAtMs} seq={record.seq} />
            </article>
          </li>
        ))}
      </ol>
    </section>
  );
}
