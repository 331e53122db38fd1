import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { exportId, isClosed, isShown, shownEpochsOf, turnedEpochs, type DisplayWord } from './displays.ts';
import { lastEpoch, type EpochRange } from './epoch-ranges.ts';

function aWord(parts: Partial<DisplayWord> = {}): DisplayWord {
  return { displayId: 'left', alive: [], known: [], shown: [], closedFrom: [], ...parts };
}

test('without any display nothing is known of any code', () => {
  assert.deepEqual(shownEpochsOf([]), { shown: [], known: [] });
  assert.equal(isShown(shownEpochsOf([]), 3), 'unknown');
});

test('a display that hid its code for a while says which epochs it did not show', () => {
  const epochs = shownEpochsOf([aWord({ known: [[0, 20]], shown: [[0, 4], [10, 20]] })]);
  assert.deepEqual([4, 5, 9, 10, 21].map((epoch) => isShown(epochs, epoch)), ['shown', 'not_shown', 'not_shown', 'shown', 'unknown']);
});

test('what one of two displays showed was shown, whatever the other one hid', () => {
  const hidden = aWord({ known: [[0, 20]] });
  const open = aWord({ displayId: 'right', known: [[0, 20]], shown: [[0, 20]] });
  assert.deepEqual(shownEpochsOf([hidden, open]), { shown: [[0, 20]], known: [[0, 20]] });
});

test('a display that is offline leaves open what it showed, until it tells', () => {
  const hidden = aWord({ known: [[0, 300]] });
  const offline = aWord({ displayId: 'right', known: [[0, 50]], shown: [[0, 50]] });
  const during = shownEpochsOf([hidden, offline]);
  assert.deepEqual([50, 51, 170].map((epoch) => isShown(during, epoch)), ['shown', 'unknown', 'unknown']);
  const back = { ...offline, known: [[0, 180]] as const, shown: [[0, 100]] as const };
  assert.deepEqual([51, 100, 101, 180, 181].map((epoch) => isShown(shownEpochsOf([hidden, back]), epoch)), ['shown', 'shown', 'not_shown', 'not_shown', 'unknown']);
});

test('a display that closed speaks of all that follows, and one that is closed waits for nobody', () => {
  const closed = aWord({ known: [[0, 9]], shown: [[0, 9]], closedFrom: [10] });
  assert.deepEqual(shownEpochsOf([closed]).known, [[0, lastEpoch]]);
  const other = aWord({ displayId: 'right', known: [[0, 30]], shown: [[0, 12]] });
  assert.deepEqual([9, 12, 13, 30, 31].map((epoch) => isShown(shownEpochsOf([closed, other]), epoch)), ['shown', 'shown', 'not_shown', 'not_shown', 'unknown']);
  assert.ok(isClosed(closed));
});

test('a closed display that speaks again was closed until then, and is open from there', () => {
  const word = aWord({ known: [[0, 9], [20, 22]], shown: [[0, 9], [20, 22]], closedFrom: [10] });
  assert.deepEqual(shownEpochsOf([word]).known, [[0, 22]]);
  assert.deepEqual([10, 19, 20, 23].map((epoch) => isShown(shownEpochsOf([word]), epoch)), ['not_shown', 'not_shown', 'shown', 'unknown']);
  assert.ok(!isClosed(word));
  const atOnce = aWord({ known: [[0, 22]], shown: [[0, 22]], closedFrom: [10] });
  assert.deepEqual(shownEpochsOf([atOnce]).known, [[0, 22]]);
});

test('a closed display that asks for orders again may show something from there on', () => {
  const word = aWord({ alive: [0, 15], known: [[0, 9]], shown: [[0, 9]], closedFrom: [10] });
  assert.deepEqual([9, 10, 14, 15, 30].map((epoch) => isShown(shownEpochsOf([word]), epoch)), ['shown', 'not_shown', 'not_shown', 'unknown', 'unknown']);
  assert.ok(!isClosed(word));
});

test('before its first report a display did not exist; from then on its silence leaves everything open', () => {
  const hidden = aWord({ known: [[0, 30]] });
  const late = aWord({ displayId: 'right', alive: [12] });
  assert.deepEqual([11, 12, 30].map((epoch) => isShown(shownEpochsOf([hidden, late]), epoch)), ['not_shown', 'unknown', 'unknown']);
  const told = { ...late, known: [[10, 30]] as const, shown: [[14, 30]] as const };
  assert.deepEqual([9, 10, 13, 14].map((epoch) => isShown(shownEpochsOf([hidden, told]), epoch)), ['not_shown', 'not_shown', 'not_shown', 'shown']);
});

test('a code that was fetched counts as shown, and says nothing about the codes beside it', () => {
  const fetched = aWord({ displayId: exportId, alive: [5], shown: [[5, 5]] });
  assert.deepEqual([4, 5, 6].map((epoch) => isShown(shownEpochsOf([fetched]), epoch)), ['unknown', 'shown', 'unknown']);
  const hidden = aWord({ known: [[0, 9]] });
  assert.deepEqual([4, 5, 6].map((epoch) => isShown(shownEpochsOf([fetched, hidden]), epoch)), ['not_shown', 'shown', 'not_shown']);
});

test('only the epochs turn whose code became one that was never shown, or was shown after all', () => {
  const hidden = aWord({ known: [[0, 9]], shown: [[0, 2]] });
  const late = aWord({ displayId: 'right', known: [[4, 9]], shown: [[5, 6]] });
  assert.deepEqual(turnedEpochs(shownEpochsOf([]), shownEpochsOf([hidden])), [[3, 9]]);
  assert.deepEqual(turnedEpochs(shownEpochsOf([hidden]), shownEpochsOf([hidden, late])), [[5, 6]]);
  assert.deepEqual(turnedEpochs(shownEpochsOf([hidden]), shownEpochsOf([hidden])), []);
});

const range: fc.Arbitrary<EpochRange> = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5 })).map(([first, more]) => [first, first + more]);
const word = fc.record({
  displayId: fc.constantFrom('left', 'right', 'third'),
  alive: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 2 }),
  known: fc.array(range, { maxLength: 4 }),
  shown: fc.array(range, { maxLength: 4 }),
  closedFrom: fc.array(fc.integer({ min: 0, max: 36 }), { maxLength: 2 }),
});
const words = fc.uniqueArray(word, { selector: ({ displayId }) => displayId, maxLength: 3 });

test('no code that a display showed is ever called unshown, and no display is spoken for by another', () => {
  fc.assert(
    fc.property(words, (some) => {
      const epochs = shownEpochsOf(some);
      for (let epoch = 0; epoch <= 40; epoch++) {
        const holds = (ranges: readonly EpochRange[]) => ranges.some(([first, last]) => first <= epoch && epoch <= last);
        const spoke = ({ known, closedFrom }: DisplayWord) => holds(known) || closedFrom.some((from) => from <= epoch);
        const answer = isShown(epochs, epoch);
        assert.equal(answer === 'shown', some.some(({ shown }) => holds(shown)));
        if (answer !== 'not_shown') continue;
        assert.ok(some.some(spoke), 'somebody said so');
        assert.ok(some.every((display) => spoke(display) || display.alive.every((from) => from > epoch)), 'nobody who was there kept silent');
      }
    }),
  );
});
