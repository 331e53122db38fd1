import { carrierOf, type CodeText } from '../../../protocol/carried-code.ts';
import type { Scanner, ScannerStatus } from '../../ui/scan/scanner.ts';
import type { Conductor } from '../conductor.ts';
import { lookAt, progressOf, watchForSecond, type SecondCodeWatch } from './second-code.ts';
import type { ServerProbe } from './server-probe.ts';

/** What the scan screen shows besides the camera's own status. */
export type ScanStep =
  | { readonly kind: 'first' }
  /** A code was read; whether the server is there is not known yet. */
  | { readonly kind: 'deciding' }
  | { readonly kind: 'second'; readonly rotations: 0 | 1; readonly seconds: number };

export interface ScanFlowPorts {
  readonly scanner: Scanner;
  readonly conductor: Pick<Conductor, 'takeCode' | 'keepScan' | 'finishScan' | 'openView'>;
  readonly probe: () => ServerProbe;
  readonly nowMs: () => number;
  readonly setTimer: (ms: number, task: () => void) => () => void;
}

export interface ScanWish {
  /** The number of whoever the phone was lent to. */
  readonly guest?: string | undefined;
  /** A scan that is kept already: only its second code is looked for. */
  readonly keptCode?: CodeText | undefined;
}

export type ScanFlow = (
  wish: ScanWish,
  video: HTMLVideoElement,
  onStatus: (status: ScannerStatus) => void,
  onStep: (step: ScanStep) => void,
) => () => void;

const tickMs = 500;

/**
 * Scans: online one code, which is sent at once; without the server a second one, while the first is stored already. Whatever
 * ends it early (the camera, the student, another view) makes an entry of the one code.
 */
export function scanFlow({ scanner, conductor, probe, nowMs, setTimer }: ScanFlowPorts): ScanFlow {
  return function start({ guest, keptCode }, video, onStatus, onStep) {
    let step: 'first' | 'deciding' | 'second' | 'over' = 'first';
    let watch: SecondCodeWatch | undefined;
    let cancelTick: (() => void) | undefined;
    const server = keptCode === undefined ? probe() : undefined;

    function onFound(code: CodeText): 'go_on' | void {
      if (step === 'second') return look(code);
      if (step !== 'first') return step === 'over' ? undefined : 'go_on';
      if (carrierOf(code) === undefined) {
        step = 'over';
        return conductor.openView({ kind: 'bring', text: code });
      }
      step = 'deciding';
      onStep({ kind: 'deciding' });
      void decide(code);
      return 'go_on';
    }

    /** A code that was read is never dropped, even where the screen is left meanwhile. */
    async function decide(code: CodeText): Promise<void> {
      const mayWait = watchForSecond(code, nowMs()) !== undefined && (await server?.isAway()) === true;
      const isLeft = step === 'over';
      if (isLeft || !mayWait || !(await conductor.keepScan(code, guest))) {
        step = 'over';
        return conductor.takeCode(code, guest);
      }
      // The screen was left while the scan was being stored.
      if ((step as string) === 'over') return conductor.finishScan();
      begin(code);
    }

    function begin(code: CodeText): void {
      watch = watchForSecond(code, nowMs());
      step = 'second';
      tick();
    }

    function look(code: CodeText | undefined): 'go_on' | void {
      if (watch === undefined) return;
      const seen = lookAt(watch, code, nowMs());
      watch = seen.watch;
      onStep({ kind: 'second', ...progressOf(watch, nowMs()) });
      if (seen.second === undefined && seen.isStill !== true) return 'go_on';
      end(seen.second);
    }

    function tick(): void {
      if (step !== 'second') return;
      if (hasEnded(video)) return end();
      look(undefined);
      cancelTick = setTimer(tickMs, tick);
    }

    function end(second?: CodeText): void {
      const isKept = step === 'second';
      step = 'over';
      cancelTick?.();
      if (isKept) void conductor.finishScan(second);
    }

    const stopScanner = scanner.start(
      video,
      (status) => {
        onStatus(status);
        if (status.kind === 'problem') end();
      },
      onFound,
    );
    if (keptCode !== undefined) begin(keptCode);
    return () => {
      end();
      stopScanner();
    };
  };
}

function hasEnded({ srcObject }: HTMLVideoElement): boolean {
  const tracks = srcObject instanceof MediaStream ? srcObject.getVideoTracks() : [];
  return tracks.length > 0 && tracks.every(({ readyState }) => readyState === 'ended');
}
