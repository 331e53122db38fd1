import type { EvidenceView } from '../../../protocol/desk-schemas.ts';
import type { SessionView } from '../../../protocol/schemas.ts';

/** Where a scan can lie beside its session. Places are shares of the line's width, from 0 at its beginning to 1 at its end. */
export interface TimeLine {
  readonly opensAt: number;
  /** Null where nobody is late. */
  readonly lateAt: number | null;
  readonly closesAt: number;
  readonly interval: Interval;
  readonly arrival: Mark;
}

export interface Interval {
  readonly from: number;
  readonly to: number;
  /** It begins before the line does, or nothing says when. */
  readonly isOpenBefore: boolean;
  /** It ends after the line does. */
  readonly isOpenAfter: boolean;
}

export interface Mark {
  readonly at: number;
  /** The instant lies past the edge that the mark stands on. */
  readonly isPastEdge: boolean;
}

type Timed = Pick<EvidenceView, 'not_before' | 'not_after' | 'received_at'>;

/** The line is this much longer at each end than the session is open. */
const margin = 0.15;

export function timeLineOf(session: Pick<SessionView, 'starts_at' | 'closes_at' | 'late_after_minutes'>, evidence: Timed): TimeLine {
  const [startsMs, closesMs] = [Date.parse(session.starts_at), Date.parse(session.closes_at)];
  const openMs = Math.max(60_000, closesMs - startsMs);
  const shareOf = (atMs: number) => (atMs - startsMs + openMs * margin) / (openMs * (1 + 2 * margin));
  const lateMs = session.late_after_minutes === null ? null : startsMs + session.late_after_minutes * 60_000;
  const before = evidence.not_before === null ? -Infinity : shareOf(Date.parse(evidence.not_before));
  const after = shareOf(Date.parse(evidence.not_after.at));
  const arrival = shareOf(Date.parse(evidence.received_at));
  return {
    opensAt: shareOf(startsMs),
    lateAt: lateMs === null || lateMs > closesMs ? null : shareOf(lateMs),
    closesAt: shareOf(startsMs + openMs),
    interval: {
      from: within(Math.min(before, after)),
      to: within(Math.max(before, after)),
      isOpenBefore: Math.min(before, after) < 0,
      isOpenAfter: Math.max(before, after) > 1,
    },
    arrival: { at: within(arrival), isPastEdge: arrival > 1 || arrival < 0 },
  };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
