import { useSignal } from '@preact/signals';

import type { SpotCheckView } from '../../../protocol/insight-schemas.ts';
import { Field } from '../../ui/field.tsx';
import { insightEn } from '../../ui/messages/insight-en.ts';
import { wholeNumber } from '../pages/read-session-form.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { SpotCheckList } from './spot-check-list.tsx';

const words = insightEn.spotCheck;

interface SpotCheckSectionProps {
  readonly context: StaffContext;
  readonly sessionId: string;
  readonly course: string;
}

/** How many students to call up for a wished chance, and who. */
export function SpotCheckSection({ context, sessionId, course }: SpotCheckSectionProps) {
  const text = useSignal({ share: '10', chance: '95' });
  const problems = useSignal<Partial<Record<'share' | 'chance', string>>>({});
  const drawn = useSignal<SpotCheckView | undefined>(undefined);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const [share, chance] = [wholeNumber(text.value.share, 1, 100), wholeNumber(text.value.chance, 1, 100)];
    problems.value = { ...(share === undefined && { share: words.problem }), ...(chance === undefined && { chance: words.problem }) };
    if (share === undefined || chance === undefined) {
      document.getElementById(share === undefined ? 'spot-share' : 'spot-chance')?.focus();
      return;
    }
    const reply = await context.api.call('spotCheck', { params: { session_id: sessionId }, query: { share: share / 100, chance: chance / 100 } });
    if (reply.ok) drawn.value = reply.value;
    else reportFailure(context, reply.failure);
  }

  function input(name: 'share' | 'chance') {
    return (
      <Field id={`spot-${name}`} label={words[name]} problem={problems.value[name]}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            value={text.value[name]}
            onInput={(event) => {
              text.value = { ...text.value, [name]: event.currentTarget.value };
              problems.value = { ...problems.value, [name]: undefined };
            }}
          />
        )}
      </Field>
    );
  }

  return (
    <section class={drawn.value === undefined ? 'card insight-part' : 'card insight-part has-list'} aria-labelledby="spot-title">
      <h2 id="spot-title">{words.title}</h2>
      <p class="hint">{words.hint}</p>
      <form class="line-form spot-form" onSubmit={submit} noValidate>
        {input('share')}
        {input('chance')}
        <button class="button">{words.submit}</button>
      </form>
      <div role="status">
        {drawn.value !== undefined && <SpotCheckList drawn={drawn.value} course={course} />}
      </div>
    </section>
  );
}
