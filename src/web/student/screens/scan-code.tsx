import { useEffect, useRef, useState } from 'preact/hooks';

import type { CodeText } from '../../../protocol/carried-code.ts';
import type { SheetMessages } from '../../ui/messages/en-sheets.ts';
import type { Messages } from '../../ui/messages/en.ts';
import type { Scanner, ScannerStatus } from '../../ui/scan/scanner.ts';
import { Sheet } from './sheet.tsx';

interface ScanCodeProps {
  readonly words: Messages;
  readonly sheetWords: SheetMessages;
  readonly scanner: Scanner;
  readonly onCode: (code: CodeText) => void;
  readonly onType: () => void;
  readonly onCancel: () => void;
}

export function ScanCode({ words, sheetWords, scanner, onCode, onType, onCancel }: ScanCodeProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [status, setStatus] = useState<ScannerStatus>({ kind: 'starting' });
  const [isLit, setIsLit] = useState(false);
  const { titles, actions } = words;
  const { scanning } = sheetWords;

  useEffect(() => scanner.start(video.current!, setStatus, onCode), []);

  async function toggleLight(): Promise<void> {
    if (await scanner.setTorch(!isLit)) setIsLit(!isLit);
  }

  return (
    <Sheet title={titles.scan} cancelLabel={actions.cancel} onCancel={onCancel}>
      <div class="viewfinder" hidden={status.kind === 'problem'}>
        <video ref={video} aria-label={scanning.video} muted playsInline />
        <div class="frame" aria-hidden="true" />
      </div>
      <p class={status.kind === 'problem' ? 'notice is-bad' : 'scan-status'} role="status">
        {textOf(status, sheetWords)}
      </p>
      {status.kind === 'looking' && status.hasTorch && (
        <button type="button" class="button is-tall" aria-pressed={isLit} onClick={() => void toggleLight()}>
          {isLit ? scanning.torchOff : scanning.torchOn}
        </button>
      )}
      <button type="button" class={`button is-tall ${status.kind === 'problem' ? 'is-primary' : ''}`} onClick={onType}>
        {actions.typeCode}
      </button>
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
