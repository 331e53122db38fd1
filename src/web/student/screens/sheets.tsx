import { findCode } from '../../../protocol/carried-code.ts';
import { enSheets } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import type { Conductor } from '../conductor.ts';
import { browserScanner, type SetTimer } from '../../ui/scan/browser-scanner.ts';
import type { Scanner } from '../../ui/scan/scanner.ts';
import { browserReceiptSaver } from '../save-receipt.ts';
import { shownReceipt } from '../shown-receipt.ts';
import type { AppState, OpenableView } from '../state.ts';
import { PasteCode } from './paste-code.tsx';
import { ScanCode } from './scan-code.tsx';
import { Settings } from './settings.tsx';
import { TypeCode } from './type-code.tsx';

export interface SheetsProps {
  readonly kind: OpenableView;
  readonly conductor: Conductor;
  readonly scanner: Scanner;
  readonly words: Messages;
  readonly student: string;
  readonly waiting: number;
}

/** The rest of the page's file: what it takes to draw a sheet, and to save a receipt. */
export const openScanner = (setTimer: SetTimer): Scanner => browserScanner(setTimer, findCode);
export function openReceiptSaver(): (state: AppState) => Promise<string> {
  const save = browserReceiptSaver(enSheets.receipt);
  return async (state) => {
    const receipt = shownReceipt(state);
    return receipt === undefined ? '' : save(receipt);
  };
}

/** The tasks that a button opens. They are a file of their own, which loads after the first button is there. */
export function Sheets({ kind, conductor, scanner, words, student, waiting }: SheetsProps) {
  const code = { words, sheetWords: enSheets, onCode: (found: string) => void conductor.takeCode(found), onCancel: conductor.closeView };
  switch (kind) {
    case 'scan':
      return <ScanCode {...code} scanner={scanner} onType={() => conductor.openView('type')} />;
    case 'type':
      return <TypeCode {...code} />;
    case 'paste':
      return <PasteCode {...code} />;
    case 'settings':
      return <Settings {...{ words, student, waiting }} sheetWords={enSheets} onStudent={(given) => void conductor.takeStudent(given)} onCancel={conductor.closeView} />;
  }
}
