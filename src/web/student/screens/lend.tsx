import { useState } from 'preact/hooks';

import type { CodeText } from '../../../protocol/carried-code.ts';
import { studentKeyOf } from '../../../protocol/student-number.ts';
import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import type { Scanner } from '../../ui/scan/scanner.ts';
import type { ScanFlow } from '../second-code/scan-flow.ts';
import { StudentForm } from './first-time.tsx';
import { ScanCode } from './scan-code.tsx';
import { Sheet } from './sheet.tsx';
import { TypeCode } from './type-code.tsx';

interface LendProps {
  readonly words: Messages;
  readonly sheetWords: SheetMessages;
  /** Whose phone it is. */
  readonly owner: string;
  readonly hasCamera: boolean;
  readonly scanner: Pick<Scanner, 'setTorch'>;
  readonly scan: ScanFlow;
  readonly onCode: (code: CodeText, guest: string) => void;
  readonly onKeepOne: () => void;
  readonly onCancel: () => void;
}

/** Somebody whose phone is away or empty scans with this one: first the number, then the code. */
export function Lend({ words, sheetWords, owner, hasCamera, scanner, scan, onCode, onKeepOne, onCancel }: LendProps) {
  const [guest, setGuest] = useState<string>();
  const [isTyping, setIsTyping] = useState(!hasCamera);
  const [isOwner, setIsOwner] = useState(false);
  const { lend } = sheetWords;
  const shared = { words, sheetWords, onCancel };

  if (guest === undefined) {
    const take = (given: string) => (studentKeyOf(given) === studentKeyOf(owner) ? setIsOwner(true) : setGuest(given));
    return (
      <Sheet title={lend.title} cancelLabel={words.actions.cancel} onCancel={onCancel}>
        <p>{lend.how}</p>
        {isOwner && (
          <p class="notice is-late" role="alert">
            {lend.isOwner}
          </p>
        )}
        <StudentForm words={{ ...words, firstTime: { ...words.firstTime, label: lend.label, hint: lend.hint } }} initial="" submitLabel={words.actions.continue} onStudent={take} />
        <p class="hint">
          {lend.noted} {lend.stays(owner)}
        </p>
      </Sheet>
    );
  }
  if (isTyping) return <TypeCode {...shared} onCode={(code) => onCode(code, guest)} />;
  return <ScanCode {...shared} {...{ scanner, scan, guest, onKeepOne }} onType={() => setIsTyping(true)} />;
}
