import { fail, ok, type Result } from '../../../protocol/result.ts';

export type CameraProblem = 'insecure' | 'denied' | 'no_camera' | 'busy' | 'failed';

/** The camera behind a scan. It is asked for once a visit: iOS asks the student again at every request. */
export interface Camera {
  /** The running stream, or a new one. */
  open(): Promise<Result<MediaStream, CameraProblem>>;
  /** Turns the picture off; the camera itself is let go a minute later. */
  rest(): void;
  /** Lets a resting camera go at once: the page is hidden. */
  stopResting(): void;
}

export interface CameraPorts {
  /** Undefined where the platform gives no camera to a page, as on plain HTTP. */
  readonly devices: Pick<MediaDevices, 'getUserMedia'> | undefined;
  readonly setTimer: (ms: number, task: () => void) => () => void;
}

const restMs = 60_000;

export function openableCamera({ devices, setTimer }: CameraPorts): Camera {
  let stream: MediaStream | undefined;
  let cancelStop: (() => void) | undefined;

  function stopResting(): void {
    if (cancelStop === undefined) return;
    keepRunning();
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
  }

  function rest(): void {
    if (stream === undefined) return;
    for (const track of stream.getVideoTracks()) track.enabled = false;
    cancelStop?.();
    cancelStop = setTimer(restMs, stopResting);
  }

  function keepRunning(): void {
    cancelStop?.();
    cancelStop = undefined;
  }

  async function open(): Promise<Result<MediaStream, CameraProblem>> {
    keepRunning();
    const running = stream?.getVideoTracks().find(({ readyState }) => readyState === 'live');
    if (stream !== undefined && running !== undefined) {
      running.enabled = true;
      return ok(stream);
    }
    if (devices === undefined) return fail('insecure');
    try {
      stream = await devices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } });
      return ok(stream);
    } catch (error) {
      return fail(problemOf(error));
    }
  }

  return { open, rest, stopResting };
}

/** The names that `getUserMedia` rejects with (w3.org/TR/mediacapture-streams). */
function problemOf(error: unknown): CameraProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no_camera';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'failed';
}
