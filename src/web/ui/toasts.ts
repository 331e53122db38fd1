import { signal, type ReadonlySignal } from '@preact/signals';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
}

export interface Toasts {
  readonly shown: ReadonlySignal<readonly Toast[]>;
  say(text: string, tone?: Toast['tone']): void;
}

/** `after` is `setTimeout` or a test's clock. A failure stays longer, since it has to be read and understood. */
export function toasts(after: (run: () => void, ms: number) => void): Toasts {
  const shown = signal<readonly Toast[]>([]);
  let lastId = 0;

  function say(text: string, tone: Toast['tone'] = 'plain'): void {
    const toast: Toast = { id: ++lastId, text, tone };
    shown.value = [...shown.value, toast];
    after(() => {
      shown.value = shown.value.filter(({ id }) => id !== toast.id);
    }, tone === 'bad' ? 10_000 : 5_000);
  }

  return { shown, say };
}
