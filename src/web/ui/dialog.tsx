import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';

import { ToastList } from './toast-list.tsx';
import { ToastsOfPage } from './toasts.ts';

interface DialogProps {
  readonly title: string;
  /** Called for Escape, for a click beside the dialog and for its own buttons. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog of the browser's own: it holds the focus, closes by Escape and gives the focus back where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const beganBeside = useRef(false);
  const toasts = useContext(ToastsOfPage);
  // Before the next paint, so that a key pressed at once already lands in the dialog.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = element.current!;
    dialog.showModal();
    if (toasts !== undefined) toasts.dialogs.value++;
    return () => {
      dialog.close();
      if (toasts !== undefined) toasts.dialogs.value--;
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      // Somebody who selects what stands in a field may let go beside the dialog: what was typed there stays.
      onPointerDown={(event) => (beganBeside.current = isBeside(event))}
      onClick={(event) => beganBeside.current && isBeside(event) && onClose()}
    >
      <div>
        <h2>{title}</h2>
        {children}
      </div>
      {toasts !== undefined && <ToastList toasts={toasts} place="dialog" />}
    </dialog>
  );
}

/** The dialog is the target of what happens beside it, and of what happens on its own margin too. */
function isBeside({ target, currentTarget, clientX, clientY }: TargetedMouseEvent<HTMLDialogElement>): boolean {
  if (target !== currentTarget) return false;
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
