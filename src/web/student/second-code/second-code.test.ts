import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { tokenHeader, tokenText } from '../../../protocol/token.ts';
import { lookAt, progressOf, watchForSecond, type SecondCodeWatch } from './second-code.ts';

const codeOf = (epoch: number, session = 1) => tokenText(tokenHeader(new Uint8Array(8).fill(session), epoch, 0), new Uint8Array(16).fill(epoch % 256));
const watchAt = (epoch: number) => watchForSecond(codeOf(epoch), 0)!;

/** Shows one code after the other, each at its instant. */
function show(watch: SecondCodeWatch, shown: readonly (readonly [code: string | undefined, atMs: number])[]): string | undefined {
  let now = watch;
  for (const [code, atMs] of shown) {
    const seen = lookAt(now, code, atMs);
    if (seen.second !== undefined) return seen.second;
    now = seen.watch;
  }
  return undefined;
}

test('typed codes and JSON have no second code', () => {
  for (const code of ['K7QF3M2X', `eyJ9.${'0'.repeat(64)}`]) assert.equal(watchForSecond(code, 0), undefined);
});

test('the first code of the same session that is two rotations later is the second one', () => {
  assert.equal(show(watchAt(7), [[codeOf(7), 100], [codeOf(8), 4_000], [codeOf(9), 9_000]]), codeOf(9));
  assert.equal(show(watchAt(7), [[codeOf(12), 100]]), codeOf(12));
});

test('the first code of a session has a second one as every other has', () => {
  assert.equal(show(watchAt(0), [[codeOf(0), 4_900], [codeOf(1), 5_000], [codeOf(2), 10_000]]), codeOf(2));
  assert.equal(show(watchAt(0), [[codeOf(1), 5_000], [undefined, 20_000]]), codeOf(1));
});

test('a code of epoch 0 that is still there after a usual rotation never changes; one that is out of sight may have changed', () => {
  const looked = (code: string | undefined, atMs: number) => lookAt(watchAt(0), code, atMs).isStill === true;
  assert.deepEqual([looked(codeOf(0), 5_900), looked(codeOf(0), 6_000), looked(undefined, 60_000), looked(codeOf(0, 2), 60_000)], [false, true, false, false]);
  assert.equal(lookAt(watchAt(7), codeOf(7), 60_000).isStill, undefined, 'a later epoch shows that the code changes');
});

test('the same code, an earlier one, one of another session and a typed one are no second code', () => {
  const others = [codeOf(7), codeOf(6), codeOf(1), codeOf(9, 2), 'K7QF3M2X', undefined];
  assert.equal(show(watchAt(7), others.map((code, index) => [code, 60_000 * index] as const)), undefined);
});

test('the very next code is enough only after three rotations without a later one', () => {
  const waiting = [[codeOf(8), 4_000], [codeOf(8), 8_000], [undefined, 18_900]] as const;
  assert.equal(show(watchAt(7), waiting), undefined);
  assert.equal(show(watchAt(7), [...waiting, [undefined, 19_000]]), codeOf(8));
  assert.equal(show(watchAt(7), [[codeOf(8), 20_000], [undefined, 79_000]]), undefined, 'of a slow screen, three of its own rotations');
  assert.equal(show(watchAt(7), [[codeOf(8), 20_000], [undefined, 80_000]]), codeOf(8));
});

test('whatever is shown in whatever order, a second code is later, of the same session, and one that was shown', () => {
  const shown = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 0, max: 30_000 })), { maxLength: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), shown, (first, steps) => {
      let atMs = 0;
      const codes = steps.map(([epoch, session, pauseMs]) => [codeOf(epoch, session), (atMs += pauseMs)] as const);
      const second = show(watchAt(first), codes);
      if (second === undefined) return;
      const later = Array.from({ length: 12 }, (_, index) => codeOf(index + 1)).slice(first);
      assert.ok(later.includes(second) && codes.some(([code]) => code === second));
    }),
  );
});

test('progress is counted in rotations, and the time that is left never falls to nothing', () => {
  const watch = watchAt(7);
  assert.deepEqual(progressOf(watch, 0), { rotations: 0, seconds: 10 });
  const { watch: half } = lookAt(watch, codeOf(8), 4_000);
  assert.deepEqual([progressOf(half, 4_000), progressOf(half, 60_000)], [{ rotations: 1, seconds: 5 }, { rotations: 1, seconds: 1 }]);
});
