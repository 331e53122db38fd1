import { displayedTypedCode } from '../../../protocol/typed-code.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import type { StaffContext } from '../staff-context.ts';
import { ClockJumpNotice } from '../clock-jump-notice.tsx';
import { CheckBanner } from './check-banner.tsx';
import { CountdownBar } from './countdown-bar.tsx';
import type { Projector } from './start-projector.ts';

const words = staffEn.projector;

interface SideProps {
  readonly context: StaffContext;
  readonly projector: Projector;
  readonly isHidden: boolean;
  readonly sessionId: string;
}

/** The words beside the picture: the course, how to come in, how many are in. */
export function Side({ context, projector, isHidden, sessionId }: SideProps) {
  const { times, monotonicNow } = context;
  const { display, showing, nowMs, offlineSinceMs, clock } = projector;
  const known = display.value;
  const shown = showing.value;
  const code = shown?.kind === 'code' && !isHidden ? shown : undefined;
  const atMs = nowMs.value;
  const offlineMs = offlineSinceMs.value === undefined ? undefined : monotonicNow() - offlineSinceMs.value;
  return (
    <section class="side" aria-label={known?.session.course}>
      <header class="side-head">
        <p class={offlineMs === undefined ? 'link is-live' : 'link is-offline'} role="status">
          {offlineMs === undefined ? words.live : words.offlineFor(Math.floor(offlineMs / 60_000))}
        </p>
        <p class="side-clock">{atMs === undefined ? '' : times.minute(atMs)}</p>
      </header>
      <div class="side-what">
        <h1 tabIndex={-1} dir="auto">{known?.session.course ?? staffEn.brand}</h1>
        <CheckBanner context={context} projector={projector} sessionId={sessionId} />
      </div>
      {code !== undefined && known !== undefined && (
        <div class="side-how">
          <p>{words.point}</p>
          {known.session.typed_enabled && (
            <>
              <p class="side-or">{words.orType}</p>
              <p class="typed">{displayedTypedCode(code.typed.text)}</p>
              <p class="typed-at">
                {words.at} <strong>{known.typed_at}</strong>
              </p>
            </>
          )}
        </div>
      )}
      {code !== undefined && known!.session.rotation_seconds > 0 && <CountdownBar code={code.token} clock={clock} />}
      {known !== undefined && (
        <p class="side-count">
          <strong>{known.counted}</strong> {words.inCount}
        </p>
      )}
      <ClockJumpNotice jump={known?.clock_jump} times={times} />
    </section>
  );
}
