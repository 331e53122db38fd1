import { staffHandEn } from '../../ui/messages/staff-hand-en.ts';
import type { StaffContext } from '../staff-context.ts';
import { switchTyped } from './hand-menu.tsx';
import type { LiveModel } from './live-model.ts';

interface AlarmNoticeProps {
  readonly context: StaffContext;
  readonly model: LiveModel;
  readonly sessionId: string;
}

/** Many wrong typed codes: somebody guesses. Nothing is blocked by it; staff decide. It is announced once, not with every new count. */
export function AlarmNotice({ context, model, sessionId }: AlarmNoticeProps) {
  const { alarm } = model.table.value;
  if (alarm === null) return null;
  return (
    <div class="notice is-late alarm">
      <p>
        <strong role="alert">{staffHandEn.alarm}</strong>
        {staffHandEn.alarmCount(alarm.wrong_typed_codes, alarm.minutes)}
      </p>
      <button type="button" class="button" onClick={() => void switchTyped(context, sessionId, 'off')}>
        {staffHandEn.typedOff}
      </button>
    </div>
  );
}
