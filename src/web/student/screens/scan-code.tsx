import { useEffect, useRef, useState } from 'preact/hooks';

import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import type { Scanner, ScannerStatus } from '../../ui/scan/scanner.ts';
import type { ScanFlow, ScanStep, ScanWish } from '../second-code/scan-flow.ts';
import { Sheet } from './sheet.tsx';

interface ScanCodeProps extends ScanWish {
  readonly words: Messages;
  readonly sheetWords: SheetMessages;
  readonly scanner: Pick<Scanner, 'setTorch'>;
  readonly scan: ScanFlow;
  readonly onType: () => void;
  /** Takes the one code that is kept already. */
  readonly onKeepOne: () => void;
  readonly onCancel: () => void;
}

export function ScanCode({ words, sheetWords, scanner, scan, guest, keptCode, onType, onKeepOne, onCancel }: ScanCodeProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [status, setStatus] = useState<ScannerStatus>({ kind: 'starting' });
  const [step, setStep] = useState<ScanStep>({ kind: 'first' });
  const [isLit, setIsLit] = useState(false);
  const { titles, actions } = words;
  const { scanning, second } = sheetWords;
  const isSecond = step.kind === 'second';

  useEffect(() => scan({ guest, keptCode }, video.current!, setStatus, setStep), []);

  async function toggleLight(): Promise<void> {
    if (await scanner.setTorch(!isLit)) setIsLit(!isLit);
  }

  return (
    <Sheet title={isSecond ? second.title : titles.scan} cancelLabel={isSecond ? second.keepOne : actions.cancel} onCancel={isSecond ? onKeepOne : onCancel}>
      <div class={isSecond ? 'viewfinder is-short' : 'viewfinder'} hidden={status.kind === 'problem'}>
        <video ref={video} aria-label={scanning.video} muted playsInline />
        <div class="frame" aria-hidden="true" />
      </div>
      {isSecond ? (
        <div class="second">
          <p class="second-now">
            {second.now} <span aria-hidden="true">{second.about(step.seconds)}</span>
          </p>
          <progress max={2} value={step.rotations + 0.5} aria-label={second.progress} />
          <p class="hint">{second.why}</p>
          <p class="visually-hidden" role="status">
            {second.said[step.rotations]}
          </p>
        </div>
      ) : (
        <p class={status.kind === 'problem' ? 'notice is-bad' : 'scan-status'} role="status">
          {step.kind === 'deciding' ? scanning.found : textOf(status, sheetWords)}
        </p>
      )}
      {status.kind === 'looking' && status.hasTorch && (
        <button type="button" class="button is-tall" aria-pressed={isLit} onClick={() => void toggleLight()}>
          {isLit ? scanning.torchOff : scanning.torchOn}
        </button>
      )}
      {!isSecond && (
        <button type="button" class={`button is-tall ${status.kind === 'problem' ? 'is-primary' : ''}`} onClick={onType}>
          {actions.typeCode}
        </button>
      )}
    </Sheet>
  );
}

function textOf(status: ScannerStatus, { scanning }: SheetMessages): string {
  switch (status.kind) {
    case 'starting':
      return scanning.starting;
    case 'looking':
      return status.sawForeign ? scanning.foreign : scanning.looking;
    case 'problem':
      return scanning.problems[status.problem];
  }
}
