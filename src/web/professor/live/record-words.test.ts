import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gradeReasons, grades } from '../../../protocol/words.ts';
import { gradeSentences } from './record-words.ts';

test('every grade and every reason is a sentence', () => {
  for (const grade of grades) {
    for (const sentence of gradeSentences({ grade, reasons: [...gradeReasons] })) assert.match(sentence, /^[A-Z].+\.$/);
  }
});

test('a mark by hand does not say twice that staff set it', () => {
  assert.equal(gradeSentences({ grade: 'manual', reasons: ['set_by_staff'] }).length, 1);
});
