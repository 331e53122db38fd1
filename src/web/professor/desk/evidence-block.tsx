import type { EvidenceView } from '../../../protocol/desk-schemas.ts';
import type { SessionView } from '../../../protocol/schemas.ts';
import type { DeviceState } from '../../../protocol/words.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import type { TimeWords } from '../../ui/times.ts';
import { devicesPathOf } from '../routes.ts';
import { TimeLineBar } from './time-line-bar.tsx';

const words = deskEn.evidence;

export const deviceTones: Readonly<Record<DeviceState, Tone>> = { active: 'good', waiting: 'late', replaced: 'neutral', revoked: 'bad' };

interface EvidenceBlockProps {
  readonly session: SessionView;
  readonly evidence: EvidenceView;
  readonly times: TimeWords;
}

/** What is known of one scan: when it can have been made, by which phone, and whether its code was seen on a display. */
export function EvidenceBlock({ session, evidence, times }: EvidenceBlockProps) {
  const { device, codes, queued, guest, carrier } = evidence;
  const how = [staffEn.carrierOf(carrier), words.codes(codes), ...(queued ? [words.queued] : []), ...(guest ? [words.guest] : [])];
  return (
    <div class="evidence">
      <TimeLineBar session={session} evidence={evidence} times={times} />
      <p class="evidence-facts">
        <span>{how.join(', ')}</span>
        {device === null ? (
          <span>{words.noDevice}</span>
        ) : (
          <span>
            {words.device} <code>{device.device_id.slice(0, 8)}</code> <Badge tone={deviceTones[device.state]} text={words.deviceStates[device.state]} />{' '}
            <a href={devicesPathOf(device.student_id)}>{words.boundTo(device.student_id)}</a>
          </span>
        )}
        <span class={evidence.is_shown === 'not_shown' ? 'is-late' : undefined}>{words.shown[evidence.is_shown]}</span>
      </p>
    </div>
  );
}
