import { deskEn, type Deciding } from '../../ui/messages/desk-en.ts';

interface BulkBarProps {
  readonly count: number;
  /** How many of the chosen ones are answered, while they are sent. */
  readonly progress: { readonly sent: number; readonly all: number } | undefined;
  readonly onDecide: (decision: Deciding) => void;
  readonly onClear: () => void;
}

/** Stands at the foot while rows are chosen: one decision, one reason, for all of them. */
export function BulkBar({ count, progress, onDecide, onClear }: BulkBarProps) {
  return (
    <div class="bulk-bar" role="region" aria-label={deskEn.selected(count)}>
      {progress !== undefined ? (
        <label>
          {deskEn.progress(progress.sent, progress.all)} <progress value={progress.sent} max={progress.all} />
        </label>
      ) : (
        <>
          <strong>{deskEn.selected(count)}</strong>
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
