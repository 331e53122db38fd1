import type { DeviceView } from '../../../protocol/device-schemas.ts';
import { Badge } from '../../ui/badge.tsx';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { devicesEn as words } from '../../ui/messages/devices-en.ts';
import type { TimeWords } from '../../ui/times.ts';
import { deviceTones } from '../desk/evidence-block.tsx';
import { devicesPathOf } from '../routes.ts';
import { shortIdOf } from './order-devices.ts';

export type DeviceAction = 'approve' | 'revoke' | 'bind';

interface DeviceRowProps {
  readonly device: DeviceView;
  readonly times: TimeWords;
  readonly onAction: (action: DeviceAction) => void;
}

/** One key: whose it is, what it counts for, and what can be done about it. */
export function DeviceRow({ device, times, onAction }: DeviceRowProps) {
  const { state, student_id: student, active_from: activeFrom, revoked_at: revokedAt, revoked_by: revokedBy } = device;
  const name = shortIdOf(device);
  const day = (text: string) => times.day(Date.parse(text));
  const offered: readonly DeviceAction[] = [...(state === 'active' ? [] : (['approve'] as const)), ...(state === 'revoked' ? [] : (['revoke'] as const)), 'bind'];
  return (
    <li>
      <article class="desk-row" aria-labelledby={`device-${device.device_id}`}>
        <header class="desk-row-head">
          <h2 class="device-name" id={`device-${device.device_id}`}>
            <code>{name}</code> <a href={devicesPathOf(student)}>
              <bdi>{student}</bdi>
            </a>
          </h2>
          <span class="desk-badges">
            <Badge tone={deviceTones[state]} text={deskEn.evidence.deviceStates[state]} />
          </span>
          <span class="desk-actions">
            {offered.map((action) => (
              <button
                key={action}
                type="button"
                class={action === 'approve' ? 'button is-primary' : 'button'}
                title={words.meanings[action]}
                aria-label={words.actionOf(words.actions[action], name)}
                onClick={() => onAction(action)}
              >
                {words.actions[action]}
              </button>
            ))}
          </span>
        </header>
        <ul class="row-why">
          <li>
            {words.stateSentences[state]} {state === 'waiting' && activeFrom !== null && words.activeFrom(day(activeFrom))}
            {revokedAt !== null && revokedBy !== null && words.revokedBy(revokedBy, day(revokedAt))}
          </li>
          {device.is_forked && <li>{words.forked}</li>}
        </ul>
        <p class="evidence-facts">
          <span>{words.seen(day(device.first_seen_at), day(device.last_seen_at))}</span>
          <span>{words.entries(device.entries)}</span>
          <span>{words.boundBy[device.bound_by]}</span>
        </p>
      </article>
    </li>
  );
}
