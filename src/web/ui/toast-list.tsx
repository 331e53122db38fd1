import { useRef } from 'preact/hooks';

import type { Toasts } from './toasts.ts';

interface ToastListProps {
  readonly toasts: Toasts;
  readonly place: 'page' | 'dialog';
}

/** Short messages at the foot of the page, announced and never in the way of the focus. */
export function ToastList({ toasts, place }: ToastListProps) {
  const shown = place === 'page' && toasts.dialogs.value > 0 ? [] : toasts.shown.value;
  const before = useRef<EventTarget | null>(null);
  return (
    <div class="toasts" role="status">
      {shown.map(({ id, text, tone, action }) => (
        <p key={id} class={tone === 'bad' ? 'toast is-bad' : 'toast'}>
          {text}
          {action !== undefined && (
            <button
              type="button"
              class="toast-action"
              onFocus={(event) => (before.current = event.relatedTarget)}
              onClick={() => {
                // The pressed button goes with its message.
                if (before.current instanceof HTMLElement) before.current.focus();
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
