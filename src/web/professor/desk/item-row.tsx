import { Badge } from '../../ui/badge.tsx';
import type { EvidenceView } from '../../../protocol/desk-schemas.ts';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { gradeSentences, gradeTones, statusTones } from '../live/record-words.ts';
import { AttemptList } from './attempt-list.tsx';
import { DecisionLine } from './decision-line.tsx';
import type { ItemRow } from './desk-groups.ts';
import { EvidenceBlock } from './evidence-block.tsx';
import { HistoryFold } from './history-fold.tsx';
import { RowFrame, type RowTools } from './row-frame.tsx';

/** One student of whom evidence is stored: what it is, why, and what can be done. */
export function ItemRowView({ row, tools }: { readonly row: ItemRow; readonly tools: RowTools }) {
  const { context, session, isSearch } = tools;
  const { record, evidence, decision } = row.item;
  const main = evidence.find(({ is_standing: isStanding }) => isStanding) ?? evidence[0];
  const others = evidence.filter((each) => each !== main);
  const startsAtMs = Date.parse(session.starts_at);
  // A record that staff decided says so; why it had to be decided stands in its evidence.
  const graded = decision === null || main === undefined ? record : (main as Pick<EvidenceView, 'grade' | 'reasons'> as Pick<typeof record, 'grade' | 'reasons'>);
  return (
    <RowFrame
      row={row}
      tools={tools}
      badges={
        <>
          <Badge tone={gradeTones[graded.grade]} text={staffEn.gradeWords[graded.grade]} />
          <Badge tone={record.standing === 'counted' ? statusTones[record.attendance] : 'neutral'} text={record.standing === 'counted' ? staffEn.statusWords[record.attendance] : deskEn.wouldBe(staffEn.statusWords[record.attendance])} />
        </>
      }
    >
      {decision !== null && row.sending === undefined && <DecisionLine decision={decision} startsAtMs={startsAtMs} times={context.times} />}
      <ul class="row-why">
        {gradeSentences(graded).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {main !== undefined && <EvidenceBlock session={session} evidence={main} times={context.times} />}
      {others.length > 0 && (
        <details open={isSearch}>
          <summary>{deskEn.evidence.others(others.length)}</summary>
          {others.map((each) => (
            <div key={each.entry_id} class="evidence-other">
              <ul class="row-why">
                {gradeSentences(each as Pick<EvidenceView, 'grade' | 'reasons'> as Pick<typeof record, 'grade' | 'reasons'>).map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
              <EvidenceBlock session={session} evidence={each} times={context.times} />
            </div>
          ))}
        </details>
      )}
      {row.attempts.length > 0 && (
        <details open={isSearch}>
          <summary>{deskEn.attempts(row.attempts.length)}</summary>
          <AttemptList attempts={row.attempts} startsAtMs={startsAtMs} times={context.times} />
        </details>
      )}
      <HistoryFold context={context} sessionId={session.session_id} student={row.student} startsAtMs={startsAtMs} seq={Math.max(record.seq, decision?.seq ?? 0)} />
    </RowFrame>
  );
}
