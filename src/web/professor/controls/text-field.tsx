import type { Signal } from '@preact/signals';
import type { InputHTMLAttributes } from 'preact';

import { Field } from '../../ui/field.tsx';

type Passed = 'autoFocus' | 'autoComplete' | 'autoCapitalize' | 'inputMode' | 'maxLength' | 'name' | 'spellcheck' | 'onFocus';

interface TextFieldProps extends Pick<InputHTMLAttributes<HTMLInputElement>, Passed> {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly text: Signal<string>;
  /** What was wrong is being mended. */
  readonly onEdit?: () => void;
  /** A secret: hidden as it is typed. */
  readonly isSecret?: true;
}

/** A line of text that a signal holds. */
export function TextField({ id, label, hint, problem, text, onEdit, isSecret, ...rest }: TextFieldProps) {
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      {(control) => (
        <input
          autoComplete="off"
          {...rest}
          {...control}
          {...(isSecret && { class: 'input is-code', type: 'password' })}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            onEdit?.();
          }}
        />
      )}
    </Field>
  );
}
