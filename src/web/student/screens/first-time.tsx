import { useState } from 'preact/hooks';

import { maxStudentNumberLength, parseStudentNumber } from '../../../protocol/student-number.ts';
import { Field } from '../../ui/field.tsx';
import type { Messages } from '../../ui/messages/en.ts';
import { Panel } from './panel.tsx';

interface FirstTimeProps {
  readonly words: Messages;
  /** What is said about the code that waits for the number. */
  readonly held: string | null;
  readonly isFirst: boolean;
  readonly onStudent: (student: string) => void;
}

export function FirstTime({ words, held, isFirst, onStudent }: FirstTimeProps) {
  const { firstTime } = words;
  const sentence = held === null ? firstTime.sentence : `${firstTime.sentence} ${held}`;
  return (
    <Panel meaning="action" icon="person" word={firstTime.word} sentence={sentence} isFirst={isFirst} isSmall>
      <StudentForm words={words} initial="" submitLabel={words.actions.continue} onStudent={onStudent} />
      <details class="details">
        <summary>{firstTime.kept}</summary>
        <p>{firstTime.keptOnPhone}</p>
        <p>{firstTime.keptAtUniversity}</p>
      </details>
    </Panel>
  );
}

interface StudentFormProps {
  readonly words: Messages;
  readonly initial: string;
  readonly submitLabel: string;
  readonly onStudent: (student: string) => void;
}

export function StudentForm({ words, initial, submitLabel, onStudent }: StudentFormProps) {
  const [text, setText] = useState(initial);
  const [hasProblem, setHasProblem] = useState(false);

  function submit(event: Event): void {
    event.preventDefault();
    const student = parseStudentNumber(text);
    setHasProblem(student === undefined);
    if (student === undefined) document.getElementById('student')?.focus();
    else onStudent(student);
  }

  return (
    <form class="form" onSubmit={submit} noValidate>
      <Field id="student" label={words.firstTime.label} hint={words.firstTime.hint} problem={hasProblem ? words.firstTime.problem : undefined}>
        {(control) => (
          <input
            {...control}
            name="student"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            maxLength={maxStudentNumberLength * 2}
            autocomplete="username"
            autocapitalize="characters"
            autocorrect="off"
            spellcheck={false}
            enterkeyhint="go"
          />
        )}
      </Field>
      <button type="submit" class="button is-primary is-tall">
        {submitLabel}
      </button>
    </form>
  );
}
