import { useEffect, useRef, useState } from 'preact/hooks';

import { findSealed } from '../../../protocol/sealed-entry.ts';
import { staffCarryEn } from '../../ui/messages/staff-carry-en.ts';
import { browserScanner } from '../../ui/scan/browser-scanner.ts';
import type { ScannerStatus } from '../../ui/scan/scanner.ts';
import type { StaffContext } from '../staff-context.ts';

interface PhoneCameraProps {
  readonly after: StaffContext['after'];
  readonly onSealed: (sealed: string) => void;
}

const words = staffCarryEn.camera;

/** Looks for sealed entries as long as it is shown: one phone after the other, without a press in between. */
export function PhoneCamera({ after, onSealed }: PhoneCameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [status, setStatus] = useState<ScannerStatus>({ kind: 'starting' });

  useEffect(() => {
    const scanner = browserScanner((ms, task) => after(task, ms), findSealed);
    return scanner.start(video.current!, setStatus, (sealed) => {
      onSealed(sealed);
      return 'go_on';
    });
  }, []);

  const hasProblem = status.kind === 'problem';
  return (
    <div class="phone-camera">
      <div class="phone-view" hidden={hasProblem}>
        <video ref={video} aria-label={words.video} muted playsInline />
      </div>
      <p class={hasProblem ? 'notice is-late' : 'hint'} role="status">
        {textOf(status)}
      </p>
    </div>
  );
}

function textOf(status: ScannerStatus): string {
  if (status.kind === 'starting') return words.starting;
  if (status.kind === 'problem') return words.problems[status.problem];
  return status.sawForeign ? words.foreign : words.looking;
}
