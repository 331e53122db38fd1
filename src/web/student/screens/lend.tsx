import { useEffect, useRef, useState } from 'preact/hooks';

import type { CodeText } from '../../../protocol/carried-code.ts';
import { studentKeyOf } from '../../../protocol/student-number.ts';
import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import type { Scanner } from '../../ui/scan/scanner.ts';
import type { ScanFlow } from '../second-code/scan-flow.ts';
import type { OfferedCode } from '../offer-code.ts';
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
  /** The code that this phone read a moment ago, where it is still good. */
  readonly offer: () => Promise<OfferedCode | undefined>;
  /** `token`: the claim of a code that was offered. */
  readonly onCode: (code: CodeText, guest: string, token?: string) => void;
  readonly onKeepOne: () => void;
  readonly onCancel: () => void;
}

/** Somebody whose phone is away or empty scans with this one: first the number, then the code. */
export function Lend({ words, sheetWords, owner, hasCamera, scanner, scan, offer, onCode, onKeepOne, onCancel }: LendProps) {
  const [guest, setGuest] = useState<string>();
  const [isTyping, setIsTyping] = useState(!hasCamera);
  const [isOwner, setIsOwner] = useState(false);
  const [offered, setOffered] = useState<OfferedCode>();
  // Asked before the number is typed: the code would be too old after it. An answer that comes later interrupts nothing.
  const kept = useRef<OfferedCode | undefined>(undefined);
  useEffect(() => void offer().then((found) => (kept.current = found)), []);
  const { lend } = sheetWords;
  const shared = { words, sheetWords, onCancel };

  if (guest === undefined) {
    const take = (given: string): void => {
      if (studentKeyOf(given) === studentKeyOf(owner)) return setIsOwner(true);
      setGuest(given);
      setOffered(kept.current);
    };
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
  if (offered !== undefined) {
    return (
      <Sheet key="offer" title={lend.again} cancelLabel={words.actions.cancel} onCancel={onCancel}>
        <p>{lend.againWhy(guest)}</p>
        <button type="button" class="button is-tall is-primary" onClick={() => onCode(offered.code, guest, offered.token)}>
          {lend.useAgain}
        </button>
        <button type="button" class="button is-tall" onClick={() => setOffered(undefined)}>
          {lend.scanInstead}
        </button>
      </Sheet>
    );
  }
  if (isTyping) return <TypeCode {...shared} onCode={(code) => onCode(code, guest)} />;
  return <ScanCode {...shared} {...{ scanner, scan, guest, onKeepOne }} onType={() => setIsTyping(true)} />;
}
