import { useRef } from 'preact/hooks';

import type { Toasts } from './toasts.ts';

/** Short messages at the foot of the page, announced and never in the way of the focus. */
export function ToastList({ toasts }: { readonly toasts: Toasts }) {
  const before = useRef<EventTarget | null>(null);
  return (
    <div class="toasts" role="status">
      {toasts.shown.value.map(({ id, text, tone, action }) => (
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
