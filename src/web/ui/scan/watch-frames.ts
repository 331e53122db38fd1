import type { Detector } from './detector.ts';

export interface FrameWatch<Found> {
  readonly detector: Detector;
  /** The picture to read now, or undefined while there is none. */
  readonly frame: () => ImageBitmapSource | undefined;
  readonly setTimer: (ms: number, task: () => void) => () => void;
  /** What a QR's text holds; undefined for one that is not wanted here. */
  readonly find: (text: string) => Found | undefined;
  readonly onFound: (found: Found) => void;
  /** A QR in which nothing was found. */
  readonly onForeign: () => void;
}

/** Reading eight pictures a second finds a code as fast as a hand can hold it still, and leaves the phone cool. */
const betweenFramesMs = 120;

/** Reads pictures until one holds what is looked for; gives it once. Returns how to stop. */
export function watchFrames<Found>({ detector, frame, setTimer, find, onFound, onForeign }: FrameWatch<Found>): () => void {
  let isStopped = false;
  let cancelTimer: (() => void) | undefined;

  async function look(): Promise<void> {
    const picture = frame();
    // A picture that cannot be read (the camera is just starting) is no reason to stop looking.
    const found = picture === undefined ? [] : await detector.detect(picture).catch(() => []);
    if (isStopped) return;
    const wanted = found.map(({ rawValue }) => find(rawValue)).find((each) => each !== undefined);
    if (wanted !== undefined) {
      isStopped = true;
      onFound(wanted);
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
