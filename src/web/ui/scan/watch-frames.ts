import type { Detector } from './detector.ts';

/** Takes what was found; `go_on` looks for the next one, which may be the same once more. */
export type OnFound<Found> = (found: Found) => 'go_on' | void;

export interface FrameWatch<Found> {
  readonly detector: Detector;
  /** The picture to read now, or undefined while there is none. */
  readonly frame: () => ImageBitmapSource | undefined;
  readonly setTimer: (ms: number, task: () => void) => () => void;
  /** What a QR's text holds; undefined for one that is not wanted here. */
  readonly find: (text: string) => Found | undefined;
  readonly onFound: OnFound<Found>;
  /** A QR in which nothing was found. */
  readonly onForeign: () => void;
}

/** Reading eight pictures a second finds a code as fast as a hand can hold it still, and leaves the phone cool. */
const betweenFramesMs = 120;

/** Reads pictures until one holds what is looked for, and gives it once, or goes on as long as it is told to. Returns how to stop. */
export function watchFrames<Found>({ detector, frame, setTimer, find, onFound, onForeign }: FrameWatch<Found>): () => void {
  let isStopped = false;
  let cancelTimer: (() => void) | undefined;

  async function look(): Promise<void> {
    const picture = frame();
    // A picture that cannot be read (the camera is just starting) is no reason to stop looking.
    const found = picture === undefined ? [] : await detector.detect(picture).catch(() => []);
    if (isStopped) return;
    const wanted = found.map(({ rawValue }) => find(rawValue)).find((each) => each !== undefined);
    if (wanted !== undefined) isStopped = onFound(wanted) !== 'go_on' || isStopped;
    else if (found.length > 0) onForeign();
    if (isStopped) return;
    cancelTimer = setTimer(betweenFramesMs, () => void look());
  }

  void look();
  return () => {
    isStopped = true;
    cancelTimer?.();
  };
}
