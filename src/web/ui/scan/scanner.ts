import type { Camera, CameraProblem } from './camera.ts';
import type { Detector } from './detector.ts';
import { watchFrames, type OnFound } from './watch-frames.ts';

export type ScannerStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'looking'; readonly hasTorch: boolean; readonly sawForeign: boolean }
  | { readonly kind: 'problem'; readonly problem: CameraProblem | 'no_reader' };

/** Camera and reader together, as the scan screen needs them. */
export interface Scanner<Found = string> {
  /** Shows the camera in the video and looks for what is wanted until it is stopped by the function that this returns. */
  start(video: HTMLVideoElement, onStatus: (status: ScannerStatus) => void, onFound: OnFound<Found>): () => void;
  /** False where the camera did not obey. */
  setTorch(isOn: boolean): Promise<boolean>;
}

export interface ScannerPorts<Found> {
  readonly camera: Camera;
  readonly openDetector: () => Promise<Detector>;
  readonly setTimer: (ms: number, task: () => void) => () => void;
  /** What a QR's text holds; undefined for one that is not wanted here. */
  readonly find: (text: string) => Found | undefined;
}

export function scannerOf<Found>({ camera, openDetector, setTimer, find }: ScannerPorts<Found>): Scanner<Found> {
  let track: MediaStreamTrack | undefined;
  // A scan that was left while the camera was starting must not turn it off under the one that came after.
  let newest = 0;

  function start(video: HTMLVideoElement, onStatus: (status: ScannerStatus) => void, onFound: OnFound<Found>): () => void {
    const own = ++newest;
    let isStopped = false;
    let stopWatching: (() => void) | undefined;

    async function begin(): Promise<void> {
      // The permission is asked for while the reader loads.
      const [stream, detector] = await Promise.all([camera.open(), openDetector().catch(() => undefined)]);
      if (isStopped) return rest();
      if (!stream.ok) return onStatus({ kind: 'problem', problem: stream.failure });
      if (detector === undefined) {
        rest();
        return onStatus({ kind: 'problem', problem: 'no_reader' });
      }
      track = stream.value.getVideoTracks()[0];
      const hasTorch = track !== undefined && 'torch' in (track.getCapabilities?.() ?? {});
      const look = (sawForeign: boolean) => onStatus({ kind: 'looking', hasTorch, sawForeign });
      video.srcObject = stream.value;
      await video.play().catch(() => undefined);
      look(false);
      const frame = () => (video.readyState >= video.HAVE_CURRENT_DATA ? video : undefined);
      stopWatching = watchFrames({ detector, frame, setTimer, find, onFound, onForeign: () => look(true) });
      if (isStopped) stopWatching();
    }

    const rest = () => void (own === newest && camera.rest());

    void begin();
    return () => {
      isStopped = true;
      stopWatching?.();
      video.srcObject = null;
      rest();
    };
  }

  async function setTorch(isOn: boolean): Promise<boolean> {
    try {
      await track?.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] });
      return track !== undefined;
    } catch {
      return false;
    }
  }

  return { start, setTorch };
}
