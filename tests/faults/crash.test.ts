import assert from 'node:assert/strict';
import { test } from 'node:test';

import { engineName } from '../support/engine.ts';
import { acknowledgedBefore, killUnderLoad } from './kill-under-load.ts';

/** Each takes longer there, and the database is not what is killed. */
const kills = engineName === 'PostgreSQL' ? 8 : 20;

test(`of ${kills} kills under load none loses what was acknowledged, invents a row or stores one twice`, { timeout: 180_000 }, async (context) => {
  const report = await killUnderLoad({ kills, seed: 7 });
  assert.deepEqual(report.faults, []);
  assert.ok(report.acknowledged >= kills * acknowledgedBefore, `only ${report.acknowledged} submissions were acknowledged: no load`);
  assert.ok(report.unanswered > 0, 'no kill hit a submission');
  context.diagnostic(`${report.acknowledged} acknowledged, ${report.unanswered} unanswered, ${report.storedUnanswered} of those stored`);
});
