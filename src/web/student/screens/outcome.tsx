import type { ComponentChildren } from 'preact';

import type { Messages } from '../../ui/messages/en.ts';
import type { ActionName, OutcomeCard } from '../outcome-card.ts';
import { Panel } from './panel.tsx';

interface OutcomeProps {
  readonly card: OutcomeCard;
  readonly words: Messages;
  /** What became of the last thing that was pressed. */
  readonly note: string | undefined;
  readonly isFirst?: boolean;
  readonly onAction: (action: ActionName) => void;
  /** What there is to say between the outcome and what can be done. */
  readonly children?: ComponentChildren;
}

export function Outcome({ card, words, note, isFirst = false, onAction, children }: OutcomeProps) {
  return (
    <Panel {...card} isFirst={isFirst}>
      {children}
      {note !== undefined && <p class="hint">{note}</p>}
      <div class="actions">
        {card.actions.map((action, index) => (
          <button key={action} type="button" class={`button is-tall ${index === 0 ? 'is-primary' : ''}`} onClick={() => onAction(action)}>
            {labelOf(action, words)}
          </button>
        ))}
      </div>
    </Panel>
  );
}

function labelOf(action: ActionName, { actions }: Messages): string {
  const labels: Readonly<Record<ActionName, string>> = {
    ...{ scan: actions.scan, scan_again: actions.scanAgain, type: actions.typeCode, paste: actions.paste, send_now: actions.sendNow },
    ...{ carry: actions.carry, save_receipt: actions.saveReceipt, reload: actions.reload, dismiss: actions.dismiss, close: actions.done },
  };
  return labels[action];
}
