import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import { StudentForm } from './first-time.tsx';
import { Sheet } from './sheet.tsx';

interface SettingsProps {
  readonly words: Messages;
  readonly sheetWords: SheetMessages;
  readonly student: string;
  readonly waiting: number;
  readonly onStudent: (student: string) => void;
  readonly onCancel: () => void;
}

export function Settings({ words, sheetWords, student, waiting, onStudent, onCancel }: SettingsProps) {
  const { titles, actions } = words;
  const { settings } = sheetWords;
  return (
    <Sheet title={titles.settings} cancelLabel={actions.cancel} onCancel={onCancel}>
      {waiting > 0 && (
        <p class="notice is-late">
          {settings.queued(waiting)} {settings.queuedKeep}
        </p>
      )}
      <StudentForm words={words} initial={student} submitLabel={actions.save} onStudent={onStudent} />
      <p class="hint">{settings.yours}</p>
    </Sheet>
  );
}
