import type { ComponentChildren } from 'preact';

import type { CodeText } from '../../../protocol/carried-code.ts';
import { Field, type FieldControl } from '../../ui/field.tsx';
import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import { Sheet } from './sheet.tsx';

interface CodeSheetProps {
  readonly id: string;
  readonly title: string;
  readonly actions: Messages['actions'];
  readonly label: string;
  readonly hint: string;
  readonly problem: string | undefined;
  /** False where what stands there is no code: the focus goes back to it. */
  readonly onSend: () => boolean;
  readonly onCancel: () => void;
  readonly children: (control: FieldControl) => ComponentChildren;
}

/** A code that somebody writes or pastes. */
export function CodeSheet({ id, title, actions, label, hint, problem, onSend, onCancel, children }: CodeSheetProps) {
  function submit(event: Event): void {
    event.preventDefault();
    if (!onSend()) document.getElementById(id)?.focus();
  }

  return (
    <Sheet title={title} cancelLabel={actions.cancel} onCancel={onCancel}>
      <form class="form" onSubmit={submit} noValidate>
        <Field id={id} label={label} hint={hint} problem={problem}>
          {children}
        </Field>
        <button type="submit" class="button is-primary is-tall">
          {actions.sendCode}
        </button>
      </form>
    </Sheet>
  );
}

/** What both ways to write a code are handed. */
export interface WriteCodeProps {
  readonly words: Messages;
  readonly sheetWords: SheetMessages;
  readonly onCode: (code: CodeText) => void;
  readonly onCancel: () => void;
}
