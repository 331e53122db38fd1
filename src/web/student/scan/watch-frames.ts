import { findCode, type CodeText } from '../../../protocol/carried-code.ts';
import type { Detector } from './detector.ts';

export interface FrameWatch {
  readonly detector: Detector;
  /** The picture to read now, or undefined while there is none. */
  readonly frame: () => ImageBitmapSource | undefined;
  readonly setTimer: (ms: number, task: () => void) => () => void;
  readonly onCode: (code: CodeText) => void;
  /** A QR that holds no attendance code. */
  readonly onForeign: () => void;
}

/** Reading eight pictures a second finds a code as fast as a hand can hold it still, and leaves the phone cool. */
const betweenFramesMs = 120;

/** Reads pictures until one holds a code; gives it once. Returns how to stop. */
export function watchFrames({ detector, frame, setTimer, onCode, onForeign }: FrameWatch): () => void {
  let isStopped = false;
  let cancelTimer: (() => void) | undefined;

  async function look(): Promise<void> {
    const picture = frame();
    // A picture that cannot be read (the camera is just starting) is no reason to stop looking.
    const found = picture === undefined ? [] : await detector.detect(picture).catch(() => []);
    if (isStopped) return;
    const code = found.map(({ rawValue }) => findCode(rawValue)).find((each) => each !== undefined);
    if (code !== undefined) {
      isStopped = true;
      onCode(code);
      return;
    }
    if (found.length > 0) onForeign();
    cancelTimer = setTimer(betweenFramesMs, () => void look());
  }

  void look();
  return () => {
    isStopped = true;
    cancelTimer?.();
  };
}
