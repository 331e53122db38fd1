import assert from 'node:assert/strict';
import { test } from 'node:test';

import { failOver } from './fail-over.ts';

const times = 3;

test('of 3 failovers to a synchronous standby under load none loses what was acknowledged, and each serves again within 30 s', { timeout: 150_000 }, async (context) => {
  const report = await failOver({ times });
  assert.deepEqual(report.faults, []);
  assert.equal(report.stored, report.acknowledged);
  assert.ok(report.refused > 0, 'no kill hit a submission');
  const silent = report.rounds.map(({ silentMs }) => Math.round(silentMs));
  assert.ok(Math.max(...silent) < 30_000, `${silent} ms`);
  context.diagnostic(`${report.acknowledged} acknowledged, silent for ${silent.join(', ')} ms`);
});
