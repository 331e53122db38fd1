import type { Messages } from '../../ui/messages/en.ts';
import type { Detail } from '../entry-details.ts';
import type { ActionName, OutcomeCard } from '../outcome-card.ts';
import { Panel } from './panel.tsx';

interface OutcomeProps {
  readonly card: OutcomeCard;
  readonly details: readonly Detail[];
  readonly words: Messages;
  /** What became of the last thing that was pressed. */
  readonly note: string | undefined;
  readonly isFirst?: boolean;
  readonly onAction: (action: ActionName) => void;
}

export function Outcome({ card, details, words, note, isFirst = false, onAction }: OutcomeProps) {
  return (
    <Panel {...card} isFirst={isFirst}>
      {details.length > 0 && (
        <details class="details">
          <summary>{words.actions.details}</summary>
          <dl>
            {details.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
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
    ...{ save_receipt: actions.saveReceipt, reload: actions.reload, dismiss: actions.dismiss, close: actions.done },
  };
  return labels[action];
}
