import type { SessionSummary } from '../../../protocol/schemas.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import type { TimeWords } from '../../ui/times.ts';
import type { SessionState } from '../../../protocol/words.ts';
import { deskPath, livePath, projectorPath } from '../routes.ts';

export const stateTones: Readonly<Record<SessionState, Tone>> = { scheduled: 'action', open: 'good', closed: 'neutral' };

interface SessionRowProps {
  readonly session: SessionSummary;
  readonly times: TimeWords;
}

export function SessionRow({ session, times }: SessionRowProps) {
  const { session_id: id, course, state, starts_at: startsAt, closes_at: closesAt, counted, provisional, held, refused } = session;
  const waiting = provisional + held;
  return (
    <li class={`session-row is-${state}`}>
      <div class="session-what">
        <a class="session-course" dir="auto" href={livePath(id)}>
          {course}
        </a>
        <span class="hint">
          {times.day(Date.parse(startsAt))} – {times.minute(Date.parse(closesAt))}
        </span>
      </div>
      <Badge tone={stateTones[state]} text={staffEn.states[state]} hasDot={state === 'open'} />
      <p class="session-counts">
        <strong>{staffEn.list.inCount(counted)}</strong>
        {waiting > 0 && <a href={deskPath(id)}>{staffEn.list.waitingCount(waiting)}</a>}
        {refused > 0 && <span>{staffEn.list.refusedCount(refused)}</span>}
      </p>
      {state === 'closed' ? (
        <span />
      ) : (
        <a class="button" href={projectorPath(id)} aria-label={`${staffEn.list.projector}: ${course}`}>
          {staffEn.list.projector}
        </a>
      )}
    </li>
  );
}
