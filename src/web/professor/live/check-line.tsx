import { displayEn } from '../../ui/messages/display-en.ts';
import type { SessionView } from '../../../protocol/schemas.ts';
import { spanText, type TimeWords } from '../../ui/times.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { countCheck, runningCheck } from './checks.ts';
import type { LiveModel } from './live-model.ts';

const words = displayEn.check;

interface CheckLineProps {
  readonly context: StaffContext;
  readonly model: LiveModel;
  readonly session: SessionView;
  readonly atMs: number;
}

/** The second codes that staff asked for: how many answered each, and how long one still runs. */
export function CheckLine({ context, model, session, atMs }: CheckLineProps) {
  if (session.checks.length === 0) return null;
  const running = runningCheck(session, atMs);
  const countOf = (number: number): string => {
    const { answered, of } = countCheck(model.table.value.records.values(), number);
    return words.answered(answered, of);
  };

  async function end(): Promise<void> {
    const reply = await context.api.call('endCheck', { params: { session_id: session.session_id } });
    if (reply.ok) context.toasts.say(words.ended);
    else reportFailure(context, reply.failure);
  }

  return (
    <div class="check-lines">
      {running !== undefined && (
        <div class="notice check-runs">
          <p>
            <strong role="status">{words.runs(running.number)}</strong> {words.left(spanText(Date.parse(running.until) - atMs + 999))}, {countOf(running.number)}
          </p>
          <button type="button" class="button" onClick={() => void end()}>
            {words.end}
          </button>
        </div>
      )}
      <PastChecks checks={session.checks.filter(({ number }) => number !== running?.number)} countOf={countOf} times={context.times} />
    </div>
  );
}

interface PastChecksProps {
  readonly checks: SessionView['checks'];
  readonly countOf: (number: number) => string;
  readonly times: TimeWords;
}

function PastChecks({ checks, countOf, times }: PastChecksProps) {
  if (checks.length === 0) return null;
  return (
    <ul class="past-checks">
      {checks.map(({ number, from }) => (
        <li key={number}>
          {words.was(number, times.minute(Date.parse(from)))}: {countOf(number)}
        </li>
      ))}
    </ul>
  );
}
