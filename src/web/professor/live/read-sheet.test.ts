import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { RecordView } from '../../../protocol/schemas.ts';
import { readSheet } from './read-sheet.ts';

const records = new Map([['S-1', {} as RecordView]]);

test('each line is new, known, there twice or no number, with the line that it stands on', () => {
  const sheet = readSheet(`S-2\n\n s-1 \r\ns-2\tAnn\n${'x'.repeat(65)}\n\tS-3\tBob`, records);
  assert.deepEqual(sheet, {
    fresh: [{ line: 1, text: 'S-2' }, { line: 6, text: 'S-3' }],
    known: [{ line: 3, text: 's-1' }],
    repeated: [{ line: 4, text: 's-2' }],
    malformed: [{ line: 5, text: 'x'.repeat(40) }],
  });
});

test('nothing that was typed is lost: every line that is not empty is in one list', () => {
  fc.assert(
    fc.property(fc.array(fc.string().filter((line) => !/[\n\r]/.test(line))), (lines) => {
      const { fresh, known, repeated, malformed } = readSheet(lines.join('\n'), records);
      const told = [...fresh, ...known, ...repeated, ...malformed].map(({ line }) => line).sort((left, right) => left - right);
      assert.deepEqual(told, lines.flatMap((line, index) => (line.trim() === '' ? [] : [index + 1])));
    }),
  );
});
