import { useSignal } from '@preact/signals';

import type { InsightView } from '../../../protocol/insight-schemas.ts';
import { insightEn } from '../../ui/messages/insight-en.ts';
import { TextField } from '../controls/text-field.tsx';
import { wholeNumber } from '../pages/read-session-form.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { HeadcountTable, signed } from './headcount-table.tsx';

const words = insightEn.headcount;

interface HeadcountSectionProps {
  readonly context: StaffContext;
  readonly insight: InsightView;
  readonly onNoted: () => void;
}

/** Staff count the people in the hall; what differs from the records is said, and nothing more. */
export function HeadcountSection({ context, insight, onNoted }: HeadcountSectionProps) {
  const counted = useSignal('');
  const note = useSignal('');
  const problem = useSignal<string | undefined>(undefined);
  const { counts, headcounts } = insight;
  const newest = headcounts[0];
  const figures: readonly (readonly [name: string, figure: string | number])[] = [
    [words.recorded, counts.counted],
    ...(newest === undefined ? [] : [[words.inHall, newest.counted] as const, [words.difference, signed(counts.counted - newest.counted)] as const]),
  ];
  const waiting = counts.provisional + counts.held;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const people = wholeNumber(counted.value, 0, 100_000);
    if (people === undefined) {
      problem.value = words.countedProblem;
      document.getElementById('headcount')?.focus();
      return;
    }
    const params = { session_id: insight.session.session_id };
    const reply = await context.api.call('addHeadcount', { params, body: { counted: people, note: note.value } });
    if (!reply.ok) return reportFailure(context, reply.failure);
    counted.value = note.value = '';
    context.toasts.say(words.noted);
    onNoted();
  }

  return (
    <section class="card insight-part" aria-labelledby="headcount-title">
      <h2 id="headcount-title">{words.title}</h2>
      <p class="hint">{words.hint}</p>
      <form class="line-form headcount-form" onSubmit={submit} noValidate>
        <TextField id="headcount" label={words.counted} problem={problem.value} text={counted} onEdit={() => (problem.value = undefined)} inputMode="numeric" />
        <TextField id="headcount-note" label={words.note} hint={words.noteHint} text={note} maxLength={500} />
        <button class="button is-primary">{words.submit}</button>
      </form>
      <div role="status" class="insight-part">
        <dl class="facts">
          {figures.map(([name, figure]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{figure}</dd>
            </div>
          ))}
        </dl>
        {newest !== undefined && <p>{words.words(counts.counted - newest.counted)}</p>}
      </div>
      {waiting > 0 && <p>{words.waiting(waiting)}</p>}
      {headcounts.length > 0 && <HeadcountTable headcounts={headcounts} times={context.times} />}
    </section>
  );
}
