import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { parseStudentNumber, studentKeyOf } from './student-number.ts';

test('two spellings of one number are one student', () => {
  const keys = ['2022IMT-048', '2022imt-048', ' 2022Imt-048 ', '2022imt-048\t'].map(studentKeyOf);
  assert.deepEqual(new Set(keys), new Set(['2022IMT-048']));
  assert.equal(studentKeyOf('A\u030A7'), studentKeyOf('\u00E57'));
});

test('a number is shown without the spaces around it', () => {
  assert.equal(parseStudentNumber('  2022imt-048 '), '2022imt-048');
  assert.equal(parseStudentNumber('A\u030A7'), '\u00C57');
});

test('what is empty, too long or holds control characters is no number', () => {
  for (const text of ['', '   ', 'x'.repeat(65), 'a\u0000b', 'a\nb', 'a\u2028b', '\uD800']) assert.equal(parseStudentNumber(text), undefined, JSON.stringify(text));
});

test('what is shown is shown again, and has the key of what was typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 70 }), (text) => {
      const shown = parseStudentNumber(text);
      if (shown === undefined) return;
      assert.equal(parseStudentNumber(shown), shown);
      assert.equal(studentKeyOf(shown), studentKeyOf(text));
      assert.equal(studentKeyOf(studentKeyOf(shown)), studentKeyOf(shown));
    }),
    { numRuns: 2_000 },
  );
});
