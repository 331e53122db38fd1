import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tokenHeader, tokenText } from '../../../protocol/token.ts';
import type { Scanner } from '../../ui/scan/scanner.ts';
import { scanFlow, type ScanStep, type ScanWish } from './scan-flow.ts';

const codeOf = (epoch: number) => tokenText(tokenHeader(new Uint8Array(8).fill(1), epoch, 0), new Uint8Array(16));
const turn = () => new Promise(setImmediate);

function screen({ isAway, canKeep = true, ...wish }: { readonly isAway: boolean | Promise<boolean>; readonly canKeep?: boolean } & ScanWish) {
  const done: unknown[] = [];
  const steps: ScanStep[] = [];
  let found: Parameters<Scanner['start']>[2] = () => undefined;
  let fail: () => void = () => undefined;
  let tick: (() => void) | undefined;
  let isRunning = true;
  let nowMs = 0;
  const start = scanFlow({
    scanner: {
      start(_, onStatus, onFound) {
        found = onFound;
        fail = () => onStatus({ kind: 'problem', problem: 'busy' });
        return () => void (isRunning = false);
      },
      setTorch: async () => false,
    },
    conductor: {
      takeCode: async (code, guest) => void done.push(['taken', code, ...(guest === undefined ? [] : [guest])]),
      keepScan: async (code, guest) => (done.push(['kept', code, ...(guest === undefined ? [] : [guest])]), canKeep),
      finishScan: async (second) => void done.push(['finished', second]),
      openView: (view) => void done.push(['opened', view.kind]),
    },
    probe: () => ({ isAway: async () => isAway }),
    nowMs: () => nowMs,
    setTimer: (_, task) => ((tick = task), () => (tick = undefined)),
  });
  const leave = start(wish, {} as HTMLVideoElement, () => undefined, (step) => steps.push(step));
  return { done, steps, see: async (code: string) => [await found(code), await turn()][0], fail: () => fail(), leave, isRunning: () => isRunning, pass: (ms: number) => void (nowMs += ms), tick: () => tick?.() };
}

globalThis.MediaStream ??= class {} as typeof MediaStream;

test('with the server there, one code is taken at once and no second one is asked for', async () => {
  const { done, see } = screen({ isAway: false });
  await see(codeOf(7));
  await see(codeOf(9));
  assert.deepEqual(done, [['taken', codeOf(7)]]);
});

test('without the server the scan is kept before a second code is asked for, and finished with it', async () => {
  const { done, see, steps } = screen({ isAway: true, guest: 'S-2' });
  assert.equal(await see(codeOf(7)), 'go_on');
  assert.deepEqual(done, [['kept', codeOf(7), 'S-2']]);
  assert.deepEqual(steps.at(-1), { kind: 'second', rotations: 0, seconds: 10 });
  await see(codeOf(7));
  await see(codeOf(8));
  assert.deepEqual(steps.at(-1), { kind: 'second', rotations: 1, seconds: 5 });
  assert.equal(await see(codeOf(9)), undefined);
  assert.deepEqual(done.slice(1), [['finished', codeOf(9)]]);
});

test('the first code of a session is finished with a later one as every other is', async () => {
  const { done, see } = screen({ isAway: true });
  await see(codeOf(0));
  await see(codeOf(2));
  assert.deepEqual(done, [['kept', codeOf(0)], ['finished', codeOf(2)]]);
});

test('a code that never changes, and one that cannot be kept, are taken as they are', async () => {
  const still = screen({ isAway: true });
  await still.see(codeOf(0));
  still.pass(5_000);
  assert.equal(await still.see(codeOf(0)), 'go_on');
  still.pass(1_000);
  assert.equal(await still.see(codeOf(0)), undefined);
  assert.deepEqual(still.done, [['kept', codeOf(0)], ['finished', undefined]]);
  const full = screen({ isAway: true, canKeep: false });
  await full.see(codeOf(7));
  assert.deepEqual(full.done, [['kept', codeOf(7)], ['taken', codeOf(7)]]);
});

test('whoever leaves, or a camera that ends, makes an entry of the one code, once', async () => {
  for (const end of ['leave', 'fail'] as const) {
    const { done, see, ...own } = screen({ isAway: true });
    await see(codeOf(7));
    own[end]();
    own.leave();
    assert.deepEqual(done.slice(1), [['finished', undefined]], end);
  }
});

test('a code that was read is taken, though the screen is left before it is known whether the server is there', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { done, see, leave, isRunning } = screen({ isAway: promise });
  await see(codeOf(7));
  leave();
  assert.equal(isRunning(), false);
  resolve(true);
  await turn();
  assert.deepEqual(done, [['taken', codeOf(7)]]);
});

test('a scan that is kept already is asked only for its second code', async () => {
  const { done, see } = screen({ isAway: false, keptCode: codeOf(7) });
  await see(codeOf(9));
  assert.deepEqual(done, [['finished', codeOf(9)]]);
});

test('a classmate’s sealed scan in the frame is brought, and is no code', async () => {
  const { done, see } = screen({ isAway: true });
  await see(`X${'0'.repeat(120)}`);
  assert.deepEqual(done, [['opened', 'bring']]);
});
