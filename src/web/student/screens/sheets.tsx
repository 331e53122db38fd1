import { findCode } from '../../../protocol/carried-code.ts';
import { findSealed } from '../../../protocol/sealed-entry.ts';
import { enSheets } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import { browserScanner } from '../../ui/scan/browser-scanner.ts';
import type { Scanner } from '../../ui/scan/scanner.ts';
import { BringCard } from '../carry/bring-card.tsx';
import { browserCarry, type Carry, type CarryPorts } from '../carry/browser-carry.ts';
import { ShowCarry } from '../carry/show-carry.tsx';
import type { Conductor } from '../conductor.ts';
import { offerCode, type OfferedCode, type OfferPorts } from '../offer-code.ts';
import { browserReceiptSaver } from '../save-receipt.ts';
import { scanFlow, type ScanFlow } from '../second-code/scan-flow.ts';
import { probeServer } from '../second-code/server-probe.ts';
import { shownReceipt } from '../shown-receipt.ts';
import type { AppState, SheetView } from '../state.ts';
import { KeptScanCard } from './kept-scan.tsx';
import { Lend } from './lend.tsx';
import { PasteCode } from './paste-code.tsx';
import { ScanCode } from './scan-code.tsx';
import { Settings } from './settings.tsx';
import { TypeCode } from './type-code.tsx';
import './sheets.css';

/** What sheets need of this browser, opened once a visit. */
export interface SheetTools {
  readonly scanner: Scanner;
  readonly scan: ScanFlow;
  readonly carry: Carry;
  readonly offer: (entries: AppState['entries']) => Promise<OfferedCode | undefined>;
}

export interface SheetsProps {
  readonly view: SheetView;
  readonly state: AppState;
  readonly conductor: Conductor;
  readonly words: Messages;
  readonly waiting: number;
  readonly isSecure: boolean;
}

export function openTools(conductor: Conductor, ports: CarryPorts & OfferPorts): SheetTools {
  const { setTimer, nowMs } = ports;
  const scanner = browserScanner(setTimer, (text) => findCode(text) ?? sealedIn(text));
  const isOnline = () => navigator.onLine;
  const probe = () => probeServer({ fetch: fetch.bind(globalThis), isOnline, nowMs });
  const carry = browserCarry(ports);
  return { scanner, carry, offer: (entries) => offerCode(entries, ports), scan: scanFlow({ scanner, conductor, probe, nowMs, setTimer }) };
}

export function openReceiptSaver(): (state: AppState) => Promise<string> {
  const save = browserReceiptSaver(enSheets.receipt);
  return async (state) => {
    const receipt = shownReceipt(state);
    return receipt === undefined ? '' : save(receipt);
  };
}

/** The tasks that a button opens. They are a file of their own, which loads after the first button is there. */
export function Sheets({ view, state, conductor, words, waiting, isSecure, scanner, scan, carry, offer }: SheetsProps & SheetTools) {
  const student = state.student ?? '';
  const onKeepOne = () => void conductor.finishScan();
  const base = { words, sheetWords: enSheets, onCancel: conductor.closeView };
  const code = { ...base, onCode: (found: string) => void conductor.takeCode(found) };
  switch (view.kind) {
    case 'scan':
      return <ScanCode {...base} {...{ scanner, scan, onKeepOne }} keptCode={state.kept?.code} onType={() => conductor.openView({ kind: 'type' })} />;
    case 'type':
      return <TypeCode {...code} />;
    case 'paste':
      return <PasteCode {...code} />;
    case 'settings':
      return <Settings {...base} {...{ student, waiting }} onStudent={(given) => void conductor.takeStudent(given)} />;
    case 'lend':
      return (
        <Lend
          {...base}
          {...{ scanner, scan, onKeepOne }}
          owner={student}
          hasCamera={isSecure}
          offer={() => offer(state.entries)}
          onCode={(found, guest, token) => void conductor.takeCode(found, guest, token)}
        />
      );
    case 'kept':
      return <KeptScanCard words={enSheets.second} onScan={() => conductor.openView({ kind: 'scan' })} onKeepOne={onKeepOne} />;
    case 'bring':
      return <BringCard sealed={findSealed(view.text) ?? view.text.slice(1)} carry={carry} onClose={conductor.closeView} />;
    case 'carry': {
      const entry = state.entries.find(({ key }) => key === view.key);
      return entry === undefined ? <></> : <ShowCarry {...{ entry, carry }} onClose={() => conductor.openEntry(view.key)} />;
    }
  }
}

/** A classmate's sealed entry, with the letter that tells it from a code. */
function sealedIn(text: string): string | undefined {
  const sealed = findSealed(text);
  return sealed === undefined ? undefined : `X${sealed}`;
}
