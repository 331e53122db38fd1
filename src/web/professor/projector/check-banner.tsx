import { useComputed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { displayEn } from '../../ui/messages/display-en.ts';
import { spanText } from '../../ui/times.ts';
import { runningCheck } from '../live/checks.ts';
import type { StaffContext } from '../staff-context.ts';
import { checkCount } from './check-count.ts';
import type { Projector } from './start-projector.ts';

const words = displayEn.check;

interface CheckBannerProps {
  readonly context: StaffContext;
  readonly projector: Projector;
  readonly sessionId: string;
}

/** Asks the whole hall to scan again while a check runs. */
export function CheckBanner({ context, projector, sessionId }: CheckBannerProps) {
  const { session, showing, nowMs } = projector;
  const check = useComputed(() => {
    const atMs = nowMs.value;
    if (session.value === undefined || atMs === undefined || showing.value?.kind !== 'code') return undefined;
    return runningCheck(session.value, atMs);
  });
  const running = useComputed(() => check.value?.number);
  const count = useMemo(() => checkCount(context, sessionId, running), [sessionId]);
  useEffect(() => count.stop, [count]);
  if (check.value === undefined) return null;
  const leftMs = Date.parse(check.value.until) - (nowMs.value ?? 0);
  return (
    <div class="check-banner">
      <p class="check-title" role="alert">
        {words.banner(check.value.number)}
      </p>
      <p>
        {words.bannerLeft(spanText(leftMs + 999))}
        {count.answered.value !== undefined && <span class="check-count">{words.bannerCount(count.answered.value)}</span>}
      </p>
    </div>
  );
}
