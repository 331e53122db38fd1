import type { SessionView } from '../../../protocol/schemas.ts';
import { rosterEn } from '../../ui/messages/devices-en.ts';
import { staffCarryEn } from '../../ui/messages/staff-carry-en.ts';
import { staffHandEn } from '../../ui/messages/staff-hand-en.ts';
import { rosterPath, scanPath, sheetPath } from '../routes.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { Menu, type MenuItem } from '../controls/menu.tsx';

interface HandMenuProps {
  readonly context: StaffContext;
  readonly session: SessionView;
  readonly onSheet: () => void;
}

/** What staff do for people without a phone. */
export function HandMenu({ context, session, onSheet }: HandMenuProps) {
  const { typed_enabled: isOn } = session;
  const typed: MenuItem = {
    key: 'typed',
    text: isOn ? staffHandEn.typedOff : staffHandEn.typedOn,
    run: () => void switchTyped(context, session.session_id, isOn ? 'off' : 'on'),
  };
  return (
    <Menu
      label={staffHandEn.menu}
      items={[
        { key: 'roster', text: rosterEn.title, href: rosterPath(session.session_id) },
        { key: 'scan', text: staffCarryEn.title, href: scanPath(session.session_id) },
        { key: 'enter', text: staffHandEn.enterSheet, run: onSheet },
        { key: 'print', text: staffHandEn.printSheet, href: sheetPath(session.session_id) },
        typed,
      ]}
    />
  );
}

export async function switchTyped(context: StaffContext, sessionId: string, to: 'on' | 'off'): Promise<void> {
  const reply = await context.api.call('switchTyped', { params: { session_id: sessionId }, body: { enabled: to === 'on' } });
  if (reply.ok) context.toasts.say(to === 'on' ? staffHandEn.switchedOn : staffHandEn.switchedOff);
  else reportFailure(context, reply.failure);
}
