import assert from 'node:assert/strict';
import { test } from 'node:test';

import { urlMatrix } from '../server/qr/matrix.ts';
import { terminalPicture } from './terminal-picture.ts';

const matrix = urlMatrix('HTTPS://HALL.TEST/S#0123456789');
const drawnOn = (columns: number | undefined) => terminalPicture(matrix, { hasColours: false, columns: () => columns });

test('a code is drawn where the terminal has room for it, and where nobody knows', () => {
  const width = matrix.length + 4;
  for (const columns of [width, 200, undefined]) assert.deepEqual(new Set(drawnOn(columns).split('\n').map((line) => line.length)), new Set([width]));
});

test('a terminal that would break its lines is told how wide it has to be', () => {
  assert.equal(drawnOn(20), `The code needs ${matrix.length + 4} columns and this terminal has 20: make it wider, or draw the code into a file with --png FILE.`);
});
