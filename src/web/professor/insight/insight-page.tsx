import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { InsightView } from '../../../protocol/insight-schemas.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { insightEn } from '../../ui/messages/insight-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { CourseTitle } from '../course-title.tsx';
import { livePath, sessionsPath } from '../routes.ts';
import { isSignedOut, wordsOf, type StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { AgeSection } from './age-section.tsx';
import { ArrivalsSection } from './arrivals-section.tsx';
import { DevicesSection } from './devices-section.tsx';
import { HeadcountSection } from './headcount-section.tsx';
import { SpotCheckSection } from './spot-check-section.tsx';

interface InsightPageProps {
  readonly context: StaffContext;
  readonly sessionId: string;
}

/** A session's arrivals as a whole: described, and never a verdict. */
export function InsightPage({ context, sessionId }: InsightPageProps) {
  const insight = useSignal<InsightView | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  useTitle(insight.value === undefined ? insightEn.title : `${insightEn.title}: ${insight.value.session.course}`);

  async function load(): Promise<void> {
    const reply = await context.api.call('insight', { params: { session_id: sessionId } });
    if (reply.ok) {
      insight.value = reply.value;
      trouble.value = undefined;
    } else if (isSignedOut(reply.failure)) context.signedOut();
    else if (insight.value === undefined) trouble.value = wordsOf(reply.failure);
    else context.toasts.say(wordsOf(reply.failure), 'bad');
  }

  useEffect(() => void load(), []);

  const known = insight.value;
  if (known === undefined) {
    return (
      <main class="page">
        {trouble.value === undefined ? (
          <h1 tabIndex={-1}>{staffEn.loading} …</h1>
        ) : (
          <EmptyState title={staffEn.failed} text={trouble.value} level="h1">
            <a class="button" href={sessionsPath}>
              {staffEn.sessions}
            </a>
          </EmptyState>
        )}
      </main>
    );
  }

  const hasArrivals = known.arrivals_by_minute.length > 0;
  return (
    <main class="page insight">
      <header class="insight-part">
        <p>
          <a href={livePath(sessionId)}>← {insightEn.toLive}</a>
        </p>
        <CourseTitle page={insightEn.title} course={known.session.course} />
        <p class="notice">{insightEn.lead}</p>
        <p class="insight-when">
          <span class="hint" role="status">
            {insightEn.lookedAt(context.times.clock(Date.parse(known.session.server_now ?? known.session.starts_at)))}
          </span>
          <button type="button" class="button" onClick={() => void load()}>
            {insightEn.again}
          </button>
        </p>
      </header>
      <HeadcountSection context={context} insight={known} onNoted={() => void load()} />
      {hasArrivals ? (
        <>
          <AgeSection insight={known} />
          <ArrivalsSection insight={known} times={context.times} />
          <DevicesSection insight={known} />
        </>
      ) : (
        <EmptyState title={insightEn.nobody} text={insightEn.nobodyHint} />
      )}
      <SpotCheckSection context={context} sessionId={sessionId} course={known.session.course} />
    </main>
  );
}
