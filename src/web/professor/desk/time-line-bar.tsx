import type { EvidenceView } from '../../../protocol/desk-schemas.ts';
import type { SessionView } from '../../../protocol/schemas.ts';
import { deskEn } from '../../ui/messages/desk-en.ts';
import type { TimeWords } from '../../ui/times.ts';
import { intervalSentence } from './interval-words.ts';
import { timeLineOf } from './time-line.ts';

/** A label nearer than this share to another would stand upon it. */
const roomOfLabel = 0.07;

interface TimeLineBarProps {
  readonly session: SessionView;
  readonly evidence: EvidenceView;
  readonly times: TimeWords;
}

/** The session's opening as a bar, and upon it when the scan can have been made; the sentence below says the same. */
export function TimeLineBar({ session, evidence, times }: TimeLineBarProps) {
  const line = timeLineOf(session, evidence);
  const { interval, arrival } = line;
  const startsAtMs = Date.parse(session.starts_at);
  const lateMs = startsAtMs + (session.late_after_minutes ?? 0) * 60_000;
  const openClasses = `${interval.isOpenBefore ? ' is-open-before' : ''}${interval.isOpenAfter ? ' is-open-after' : ''}`;
  return (
    <figure class="time-line">
      <div class="time-line-picture" aria-hidden="true">
        <span class="time-line-open" style={{ insetInlineStart: percent(line.opensAt), inlineSize: percent(line.closesAt - line.opensAt) }} />
        {line.lateAt !== null && <span class="time-line-late" style={{ insetInlineStart: percent(line.lateAt), inlineSize: percent(line.closesAt - line.lateAt) }} />}
        <span class={`time-line-interval${openClasses}`} style={{ insetInlineStart: percent(interval.from), inlineSize: percent(interval.to - interval.from) }} />
        <span class={arrival.isPastEdge ? 'time-line-arrival is-past' : 'time-line-arrival'} style={{ insetInlineStart: percent(arrival.at) }} />
      </div>
      <div class="time-line-scale" aria-hidden="true">
        <span style={{ insetInlineStart: percent(line.opensAt) }}>{times.minute(startsAtMs)}</span>
        {line.lateAt !== null && line.lateAt - line.opensAt > roomOfLabel && line.closesAt - line.lateAt > roomOfLabel && (
          <span class="is-late" style={{ insetInlineStart: percent(line.lateAt) }}>
            {times.minute(lateMs)}
          </span>
        )}
        <span style={{ insetInlineStart: percent(line.closesAt) }}>{times.minute(Date.parse(session.closes_at))}</span>
      </div>
      <figcaption>{intervalSentence(evidence, startsAtMs, times)}</figcaption>
    </figure>
  );
}

/** What the colours of the time lines mean. */
export function TimeLineLegend({ session, times }: Pick<TimeLineBarProps, 'session' | 'times'>) {
  const { legend } = deskEn.evidence;
  const { late_after_minutes: lateAfter } = session;
  return (
    <ul class="time-line-legend hint">
      <li class="is-open">{legend.open}</li>
      {lateAfter !== null && <li class="is-late">{legend.late(times.minute(Date.parse(session.starts_at) + lateAfter * 60_000))}</li>}
      <li class="is-interval">{legend.interval}</li>
      <li class="is-arrival">{legend.arrival}</li>
    </ul>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
