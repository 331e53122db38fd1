import type { DeskRefusal } from '../../../protocol/desk-schemas.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import type { TimeWords } from '../../ui/times.ts';
import { instantText } from './interval-words.ts';

interface AttemptListProps {
  readonly attempts: readonly DeskRefusal[];
  readonly startsAtMs: number;
  readonly times: TimeWords;
}

/** What happened to attempts that recorded nothing, the newest first. */
export function AttemptList({ attempts, startsAtMs, times }: AttemptListProps) {
  return (
    <ol class="attempt-list">
      {attempts.slice(0, mostShown).map((attempt) => (
        <li key={attempt.seq}>
          <time dateTime={attempt.at} class="hint">
            {instantText(Date.parse(attempt.at), startsAtMs, times)}
          </time>{' '}
          {staffEn.attemptOf(attempt)}
          {attempt.carrier !== null && <span class="hint"> · {staffEn.carrierOf(attempt.carrier)}</span>}
        </li>
      ))}
    </ol>
  );
}

/** A phone that tries again and again says nothing new. */
const mostShown = 20;
