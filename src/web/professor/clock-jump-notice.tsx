import type { ClockJumpView } from '../../protocol/schemas.ts';
import { insightEn } from '../ui/messages/insight-en.ts';
import type { TimeWords } from '../ui/times.ts';

interface ClockJumpNoticeProps {
  readonly jump: ClockJumpView | null | undefined;
  readonly times: TimeWords;
}

/** Stands while the server says that its wall clock was set. */
export function ClockJumpNotice({ jump, times }: ClockJumpNoticeProps) {
  if (jump === null || jump === undefined) return null;
  const seconds = String(Math.round(jump.by_seconds)).replace('-', '−');
  return (
    <p class="notice is-late clock-jump" role="alert">
      {insightEn.clockJumped(seconds, times.minute(Date.parse(jump.at)))}
    </p>
  );
}
