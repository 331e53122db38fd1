import type { FeedState } from '../../../client/live-feed.ts';
import type { SessionView } from '../../../protocol/schemas.ts';
import type { SessionState } from '../../../protocol/words.ts';
import { Badge } from '../../ui/badge.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { staffHandEn } from '../../ui/messages/staff-hand-en.ts';
import { spanText, type TimeWords } from '../../ui/times.ts';
import { stateTones } from '../pages/session-row.tsx';

const words = staffEn.live;

const feedClasses: Readonly<Record<FeedState['kind'], string>> = { connecting: 'feed', connected: 'feed is-live', disconnected: 'feed is-lost', refused: 'feed is-lost' };
const feedWords: Readonly<Record<FeedState['kind'], string>> = {
  connecting: `${words.connecting} …`,
  connected: words.isLive,
  disconnected: words.isLost,
  refused: words.isLost,
};

interface StateLineProps {
  readonly session: SessionView;
  readonly state: SessionState;
  readonly atMs: number;
  readonly feed: FeedState;
  readonly times: TimeWords;
}

/** Where the session stands by server time, and whether the table below is true. */
export function StateLine({ session, state, atMs, feed, times }: StateLineProps) {
  const [opensMs, closesMs] = [Date.parse(session.starts_at), Date.parse(session.closes_at)];
  const sentence = {
    scheduled: words.opensAt(times.day(opensMs)),
    open: words.closesIn(spanText(closesMs - atMs)),
    closed: words.closedAt(times.day(closesMs)),
  }[state];
  return (
    <div class="state-line">
      <p>
        <Badge tone={stateTones[state]} text={staffEn.states[state]} hasDot={state === 'open'} /> <span class="state-span">{sentence}</span>
      </p>
      {!session.typed_enabled && state !== 'closed' && <p class="feed">{staffHandEn.typedIsOff}</p>}
      <p class={feedClasses[feed.kind]}>{feedWords[feed.kind]}</p>
    </div>
  );
}
