import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { createContext } from 'preact';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
  readonly action: ToastAction | undefined;
}

/** The one thing that can be done about what a toast says, while it is there. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Toasts {
  readonly shown: ReadonlySignal<readonly Toast[]>;
  /** Dialogs that lie over the page: nothing behind them can be read or pressed, so they say what there is to say. */
  readonly dialogs: Signal<number>;
  say(text: string, tone?: Toast['tone'], action?: ToastAction): void;
}

/** Where a dialog finds what it says for its page. */
export const ToastsOfPage = createContext<Toasts | undefined>(undefined);

/** `after` is `setTimeout` or a test's clock. A failure stays longer, since it has to be read and understood; so does what can be undone. */
export function toasts(after: (run: () => void, ms: number) => void): Toasts {
  const shown = signal<readonly Toast[]>([]);
  let lastId = 0;

  function say(text: string, tone: Toast['tone'] = 'plain', action?: ToastAction): void {
    const id = ++lastId;
    const leave = (): void => {
      shown.value = shown.value.filter((toast) => toast.id !== id);
    };
    const once = action === undefined ? undefined : { label: action.label, run: () => (leave(), action.run()) };
    const toast: Toast = { id, text, tone, action: once };
    // What is said again takes the place of what was said, so that nothing piles up over what is worked on.
    const others = shown.value.filter(({ text: before, action: offer }) => before !== text || offer !== undefined);
    shown.value = [...others, toast];
    after(leave, action !== undefined ? 30_000 : tone === 'bad' ? 10_000 : 5_000);
  }

  return { shown, dialogs: signal(0), say };
}
