import { useLayoutEffect, useRef } from 'preact/hooks';

import { prefersStill } from '../motion.ts';
import type { ServerClock } from '../server-clock.ts';
import type { ShownCode } from './codes-at.ts';

interface CountdownBarProps {
  readonly code: ShownCode;
  readonly clock: ServerClock;
}

/** How long the code on the screen is still shown. The browser draws it; no timer runs. With little motion it moves once a second. */
export function CountdownBar({ code, clock }: CountdownBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const lifeMs = code.untilMs - code.fromMs;
    const elapsedMs = (clock.now() ?? code.fromMs) - code.fromMs;
    const easing = prefersStill() ? `steps(${Math.max(1, Math.round(lifeMs / 1_000))})` : 'linear';
    const running = bar.current!.animate({ scale: ['1 1', '0 1'] }, { duration: lifeMs, easing, fill: 'forwards' });
    running.currentTime = Math.max(0, elapsedMs);
    return () => running.cancel();
  }, [code.text, code.untilMs]);
  return (
    <div class="countdown" aria-hidden="true">
      <div ref={bar} />
    </div>
  );
}
