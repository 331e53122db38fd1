import type { StaffView } from '../../protocol/schemas.ts';
import { devicesEn } from '../ui/messages/devices-en.ts';
import { staffEn } from '../ui/messages/staff-en.ts';
import { devicesPath, sessionsPath } from './routes.ts';
import { reportFailure, type StaffContext } from './staff-context.ts';

interface TopBarProps {
  readonly context: StaffContext;
  readonly staff: StaffView | undefined;
}

export function TopBar({ context, staff }: TopBarProps) {
  async function signOut(): Promise<void> {
    const reply = await context.api.call('signOut', {});
    if (reply.ok) context.leave();
    else reportFailure(context, reply.failure);
  }

  return (
    <header class="top-bar">
      <a class="brand" href={sessionsPath}>
        <Mark />
        {staffEn.brand}
      </a>
      <a class="button is-bare" href={devicesPath}>
        {devicesEn.title}
      </a>
      <span class="top-bar-name">{staff?.name}</span>
      <button type="button" class="button is-bare" onClick={signOut}>
        {staffEn.signOut}
      </button>
    </header>
  );
}

/** A finder pattern of a QR code. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 14 14" aria-hidden="true">
      <path fill-rule="evenodd" d="M2 0h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H2a2 2 0 0 1-2-2V2a2 2 0 0 1 2-2zm.5 2a.5.5 0 0 0-.5.5v9a.5.5 0 0 0 .5.5h9a.5.5 0 0 0 .5-.5v-9a.5.5 0 0 0-.5-.5z" />
      <rect x="4" y="4" width="6" height="6" rx="1" />
    </svg>
  );
}
