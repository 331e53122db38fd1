import { Badge } from '../../ui/badge.tsx';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { AttemptList } from './attempt-list.tsx';
import { DecisionLine } from './decision-line.tsx';
import { decisionAbout, type RefusedRow } from './desk-groups.ts';
import { HistoryFold } from './history-fold.tsx';
import { RowFrame, type RowTools } from './row-frame.tsx';

/** One student whose scans recorded nothing: what happened, in words, and how to put it right. */
export function RefusedRowView({ row, tools }: { readonly row: RefusedRow; readonly tools: RowTools }) {
  const { context, session, isSearch } = tools;
  const decision = decisionAbout(row);
  const startsAtMs = Date.parse(session.starts_at);
  const [newest] = row.attempts;
  const standing = row.key === '' ? null : (tools.standingOf(row.key) ?? newest!.record_standing);
  return (
    <RowFrame row={row} tools={tools} badges={<Badge tone={standing === null ? 'bad' : 'good'} text={standing === null ? deskEn.notRecorded : (deskEn.recordedNow[standing] ?? standing)} />}>
      {decision !== null && row.sending === undefined && <DecisionLine decision={decision} startsAtMs={startsAtMs} times={context.times} />}
      <AttemptList attempts={isSearch ? row.attempts : row.attempts.slice(0, 1)} startsAtMs={startsAtMs} times={context.times} />
      {!isSearch && row.attempts.length > 1 && (
        <details>
          <summary>{deskEn.earlier(row.attempts.length - 1)}</summary>
          <AttemptList attempts={row.attempts.slice(1)} startsAtMs={startsAtMs} times={context.times} />
        </details>
      )}
      {row.student !== null && <HistoryFold context={context} sessionId={session.session_id} student={row.student} startsAtMs={startsAtMs} seq={Math.max(newest!.seq, decision?.seq ?? 0)} />}
    </RowFrame>
  );
}
