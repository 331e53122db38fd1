import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findCode } from '../../../protocol/carried-code.ts';
import { openDetector, type Detector, type DetectorMaker } from './detector.ts';
import { watchFrames } from './watch-frames.ts';

const picture = {} as ImageBitmapSource;

/** Shows one picture after the other, each with the texts that a reader finds in it, and tells what was made of them. */
async function watch(pictures: readonly (readonly string[] | Error)[], stopAfter = Number.POSITIVE_INFINITY, wanted = 1) {
  const seen: string[] = [];
  const timers: (() => void)[] = [];
  let index = 0;
  const detector: Detector = {
    async detect() {
      const found = pictures[index++] ?? [];
      if (found instanceof Error) throw found;
      return found.map((rawValue) => ({ rawValue }));
    },
  };
  const onFound = (code: string) => (seen.push(code) < wanted ? 'go_on' : undefined);
  const setTimer = (_: number, task: () => void) => (timers.push(task), () => void (timers.length = 0));
  const stop = watchFrames({ detector, frame: () => picture, setTimer, find: findCode, onFound, onForeign: () => seen.push('foreign') });
  for (let step = 0; step < pictures.length + 2; step++) {
    await new Promise(setImmediate);
    if (step === stopAfter) stop();
    timers.shift()?.();
  }
  return seen;
}

test('pictures are read until one holds a code, which is given once', async () => {
  assert.deepEqual(await watch([[], [], ['K7QF-3M2X'], ['K7QF-3M2X']]), ['K7QF3M2X']);
});

test('where more is wanted, pictures are read until there is enough', async () => {
  assert.deepEqual(await watch([['K7QF3M2X'], [], ['K7QF3M2X'], ['00000000'], ['11111111']], undefined, 3), ['K7QF3M2X', 'K7QF3M2X', '00000000']);
});

test('a picture that cannot be read and a QR of somebody else do not end the search', async () => {
  assert.deepEqual(await watch([new Error('not ready'), ['https://example.org/menu'], ['WIFI:S:hall;;', 'K7QF3M2X']]), ['foreign', 'K7QF3M2X']);
});

test('a search that was stopped gives nothing', async () => {
  assert.deepEqual(await watch([[], [], ['K7QF3M2X']], 0), []);
});

test('the browser’s own reader is used only where it reads QR codes', async () => {
  const own: Detector = { detect: async () => [] };
  const nativeOf = (getSupportedFormats: () => Promise<readonly string[]>): DetectorMaker =>
    class {
      static readonly getSupportedFormats = getSupportedFormats;
      readonly detect = async () => [];
    };
  const loadOwn = async () => own;
  assert.equal(await openDetector(undefined, loadOwn), own);
  assert.equal(await openDetector(nativeOf(async () => ['ean_13']), loadOwn), own);
  assert.equal(await openDetector(nativeOf(() => Promise.reject(new Error('no reader'))), loadOwn), own);
  assert.notEqual(await openDetector(nativeOf(async () => ['qr_code']), loadOwn), own);
});
