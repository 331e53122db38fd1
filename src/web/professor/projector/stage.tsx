import { displayEn } from '../../ui/messages/display-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { spanText, type TimeWords } from '../../ui/times.ts';
import { sessionsPath } from '../routes.ts';
import { QrView } from './qr-view.tsx';
import type { Projector } from './start-projector.ts';

const words = staffEn.projector;

interface StageProps {
  readonly projector: Projector;
  readonly isHidden: boolean;
  readonly times: TimeWords;
}

/** The large half: the picture, or why there is none. */
export function Stage({ projector, isHidden, times }: StageProps) {
  const picture = projector.picture.value;
  if (picture !== undefined && !isHidden) {
    return (
      <div class="stage has-code">
        <QrView picture={picture} />
      </div>
    );
  }
  return (
    <div class="stage">
      <div class="stage-words">{picture === undefined ? whyNoCode(projector, times) : hidden}</div>
    </div>
  );
}

const hidden = (
  <>
    <p class="stage-title" role="status">
      {displayEn.hidden}
    </p>
    <p>{displayEn.hiddenHint}</p>
  </>
);

function whyNoCode({ showing, trouble, nowMs, clock }: Projector, times: TimeWords) {
  const shown = showing.value;
  if (trouble.value === 'unknown_session') {
    return (
      <>
        <p class="stage-title">{staffEn.sessionUnknown}</p>
        <a class="button" href={sessionsPath}>
          {staffEn.sessions}
        </a>
      </>
    );
  }
  if (shown === undefined) return <p>{trouble.value === 'no_answer' ? staffEn.failures.network : `${words.loading} …`}</p>;
  switch (shown.kind) {
    case 'closed':
      return <p class="stage-title">{words.closed}</p>;
    case 'keys_ran_out':
      return (
        <>
          <p class="stage-title">{words.keysRanOut}</p>
          <p>{words.keysRanOutHint}</p>
        </>
      );
    case 'scheduled':
      return (
        <>
          <p>{words.opensAt}</p>
          <p class="stage-time">{times.minute(shown.opensAtMs)}</p>
          <p>{words.opensIn(spanText(shown.opensAtMs - (clock.now() ?? nowMs.value ?? 0) + 999))}</p>
        </>
      );
    case 'code':
      return null;
  }
}
