import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openableCamera } from './camera.ts';

function cameraOf(failure?: string) {
  const timers: (() => void)[] = [];
  const tracks: { enabled: boolean; readyState: string; stop(): void }[] = [];
  const devices = {
    async getUserMedia() {
      if (failure !== undefined) throw new DOMException('', failure);
      const track = { enabled: true, readyState: 'live', stop: () => void (track.readyState = 'ended') };
      tracks.push(track);
      return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
    },
  };
  const setTimer = (_: number, task: () => void) => {
    timers.push(task);
    return () => void timers.splice(timers.indexOf(task), 1);
  };
  return { camera: openableCamera({ devices, setTimer }), timers, tracks };
}

test('a second scan soon after the first asks for no second camera', async () => {
  const { camera, timers, tracks } = cameraOf();
  await camera.open();
  camera.rest();
  assert.equal(tracks[0]!.enabled, false);
  assert.equal((await camera.open()).ok, true);
  assert.deepEqual([tracks.length, tracks[0]!.enabled, timers.length], [1, true, 0]);
});

test('a camera that rests is let go by the timer or when the page is hidden, and a running one is not', async () => {
  const { camera, timers, tracks } = cameraOf();
  await camera.open();
  camera.stopResting();
  assert.equal(tracks[0]!.readyState, 'live');
  camera.rest();
  timers[0]!();
  assert.equal(tracks[0]!.readyState, 'ended');
  await camera.open();
  camera.rest();
  camera.stopResting();
  assert.deepEqual(tracks.map(({ readyState }) => readyState), ['ended', 'ended']);
});

test('what keeps a camera from starting is told apart', async () => {
  const problems = await Promise.all(
    ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'TypeError'].map(async (name) => (await cameraOf(name).camera.open()) as { failure: string }),
  );
  assert.deepEqual(problems.map(({ failure }) => failure), ['denied', 'no_camera', 'busy', 'failed']);
  const onPlainHttp = await openableCamera({ devices: undefined, setTimer: () => () => undefined }).open();
  assert.deepEqual(onPlainHttp, { ok: false, failure: 'insecure' });
});
