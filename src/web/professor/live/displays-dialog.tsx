import { useEffect, useMemo } from 'preact/hooks';

import { Badge, type Tone } from '../../ui/badge.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { displayEn } from '../../ui/messages/display-en.ts';
import { spanText } from '../../ui/times.ts';
import { DialogActions } from '../controls/dialog-actions.tsx';
import type { StaffContext } from '../staff-context.ts';
import { displaysModel, listDisplays, type ListedDisplay } from './displays-model.ts';

const tones: Readonly<Record<ListedDisplay['state'], Tone>> = { shows: 'good', hidden: 'wait', closed: 'neutral', silent: 'late' };

interface DisplaysDialogProps {
  readonly context: StaffContext;
  readonly sessionId: string;
  /** Server time. */
  readonly atMs: number;
  readonly onClose: () => void;
}

/** Every screen that the session was opened on, and a switch for each that is still there. */
export function DisplaysDialog({ context, sessionId, atMs, onClose }: DisplaysDialogProps) {
  const model = useMemo(() => displaysModel(context, sessionId), [sessionId]);
  useEffect(() => model.stop, [model]);
  const listed = model.views.value === undefined ? undefined : listDisplays(model.views.value, atMs, model.asked.value);
  return (
    <Dialog title={displayEn.screens} onClose={onClose}>
      <p class="hint">{displayEn.screensHint}</p>
      {listed === undefined && <p class="hint">{displayEn.loading} …</p>}
      {listed?.length === 0 && <p>{displayEn.noScreens}</p>}
      {listed !== undefined && listed.length > 0 && (
        <ul class="screens">
          {listed.map((display) => (
            <li key={display.view.display_id}>
              <div>
                <p>
                  <strong>{display.name}</strong> <Badge tone={tones[display.state]} text={displayEn.states[display.state]} hasDot={display.state === 'shows'} />
                </p>
                <p class="hint">
                  {displayEn.shown(display.view.shown_epochs)}, {displayEn.lastSeen(spanText(display.seenAgoMs))}
                </p>
              </div>
              {!display.view.is_closed && <Switch display={display} onHide={(whether) => void model.hide(display, whether)} />}
            </li>
          ))}
        </ul>
      )}
      <DialogActions onClose={onClose} />
    </Dialog>
  );
}

function Switch({ display, onHide }: { readonly display: ListedDisplay; readonly onHide: (whether: boolean) => void }) {
  const { view, name, isAsked } = display;
  if (isAsked) return <span class="hint">{displayEn.waits}</span>;
  return (
    <button type="button" class="button" aria-label={view.hidden ? displayEn.showOn(name) : displayEn.hideOn(name)} onClick={() => onHide(!view.hidden)}>
      {view.hidden ? displayEn.show : displayEn.hide}
    </button>
  );
}
