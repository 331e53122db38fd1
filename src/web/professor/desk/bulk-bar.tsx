import { deskEn, type Deciding } from '../../ui/messages/desk-en.ts';
import type { Chosen } from './desk-model.ts';

interface BulkBarProps {
  readonly chosen: Chosen;
  /** How many of the chosen ones are answered, while they are sent. */
  readonly progress: { readonly sent: number; readonly all: number } | undefined;
  readonly onDecide: (decision: Deciding) => void;
  readonly onClear: () => void;
  /** Brings those back into sight that a search leaves out. */
  readonly onShow: () => void;
}

/** Stands at the foot while rows are chosen: one decision, one reason, for all of them. */
export function BulkBar({ chosen: { rows, hidden }, progress, onDecide, onClear, onShow }: BulkBarProps) {
  const selected = deskEn.selected(rows.length, hidden.length);
  return (
    <div class="bulk-bar" role="region" aria-label={selected}>
      {progress !== undefined ? (
        <label>
          {deskEn.progress(progress.sent, progress.all)} <progress value={progress.sent} max={progress.all} />
        </label>
      ) : (
        <>
          <strong role="status">{selected}</strong>
          {hidden.length > 0 && (
            <button type="button" class="button is-bare" onClick={onShow}>
              {deskEn.showSelected}
            </button>
          )}
          <button type="button" class="button is-bare" onClick={onClear}>
            {deskEn.clearSelection}
          </button>
          {(['accept', 'reject', 'ask'] as const).map((decision) => (
            <button key={decision} type="button" class={decision === 'accept' ? 'button is-primary' : 'button'} onClick={() => onDecide(decision)}>
              {deskEn.actions[decision]} …
            </button>
          ))}
        </>
      )}
    </div>
  );
}
