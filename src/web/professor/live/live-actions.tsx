import { useSignal } from '@preact/signals';

import type { SessionView } from '../../../protocol/schemas.ts';
import type { SessionState } from '../../../protocol/words.ts';
import { displayEn } from '../../ui/messages/display-en.ts';
import { insightEn } from '../../ui/messages/insight-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { deskPath, insightPath, projectorPath } from '../routes.ts';
import type { StaffContext } from '../staff-context.ts';
import { DownloadMenu } from './download-menu.tsx';
import { HandMenu } from './hand-menu.tsx';

const words = staffEn.live;

export type LiveDialog = 'close' | 'extend' | 'reopen' | 'check' | 'displays';

interface LiveActionsProps {
  readonly context: StaffContext;
  readonly session: SessionView;
  readonly state: SessionState;
  readonly atMs: number;
  /** Records that wait at the desk. */
  readonly waiting: number;
  readonly onOpen: (dialog: LiveDialog) => void;
  readonly onMark: () => void;
  readonly onSheet: () => void;
  readonly onHelp: () => void;
}

/** What staff can do with a session. On a small screen what a lecture needs each time comes first, and one button shows the rest. */
export function LiveActions({ context, session, state, atMs, waiting, onOpen, onMark, onSheet, onHelp }: LiveActionsProps) {
  const isMoreShown = useSignal(false);
  const { session_id: id } = session;
  const opener = (dialog: LiveDialog, text: string) => (
    <button type="button" class="button" onClick={() => onOpen(dialog)}>
      {text}
    </button>
  );
  return (
    <div class="live-actions">
      {state !== 'closed' && (
        <a class="button is-primary" href={projectorPath(id)} target="_blank">
          {words.projector}
        </a>
      )}
      <a class="button" href={deskPath(id)}>
        {displayEn.desk}
        {waiting > 0 && <span class="desk-waiting">{displayEn.waiting(waiting)}</span>}
      </a>
      <button type="button" class="button live-more-switch" aria-expanded={isMoreShown.value} aria-controls="live-more" onClick={() => (isMoreShown.value = !isMoreShown.value)}>
        {isMoreShown.value ? words.less : words.more}
      </button>
      <div id="live-more" class={isMoreShown.value ? 'live-more is-open' : 'live-more'}>
        {state === 'open' && opener('check', displayEn.check.ask)}
        <button type="button" class="button" aria-keyshortcuts="m" onClick={onMark}>
          {words.mark}
        </button>
        {state !== 'closed' && opener('extend', words.extend)}
        {/* One button in one place, so that whoever pressed it still has the focus. */}
        {state === 'closed' ? opener('reopen', words.reopen) : opener('close', words.closeSession)}
        {opener('displays', displayEn.screens)}
        <HandMenu context={context} session={session} onSheet={onSheet} />
        <a class="button" href={insightPath(id)}>
          {insightEn.title}
        </a>
        <DownloadMenu context={context} session={session} atMs={atMs} />
        <button type="button" class="button is-bare" aria-label={words.keys} aria-keyshortcuts="?" onClick={onHelp}>
          <kbd aria-hidden="true">?</kbd>
        </button>
      </div>
    </div>
  );
}
