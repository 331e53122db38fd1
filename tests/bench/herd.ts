/**
 * `npm run herd`: 500 students behind one address come back online within 2 s, with five queued entries each, over connections
 * of their own to the real server. Ends with 1 unless all are answered finally within 60 s with no 429 and no 5xx, and every
 * entry is exactly one row. Options: --students N, --within SECONDS, --seed N, --json.
 */
import { parseArgs } from 'node:util';

import { runHerd, type HerdResult } from '../faults/run-herd.ts';

const limitMs = 60_000;
const { values } = parseArgs({
  options: {
    ...{ students: { type: 'string', default: '500' }, within: { type: 'string', default: '2' }, seed: { type: 'string', default: '1' } },
    json: { type: 'boolean', default: false },
  },
});
const result = await runHerd({ students: Number(values.students), withinMs: Number(values.within) * 1000, seed: Number(values.seed) });
const faults = [...result.faults, ...(result.totalMs > limitMs ? [`it took ${result.totalMs} ms`] : [])];
if (values.json) console.log(JSON.stringify({ ...result, faults }, undefined, 2));
else print(result);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function print({ students, entries, totalMs, refused, statuses, rows, ...rest }: HerdResult): void {
  const named = (counts: Readonly<Record<string, number>>) => Object.entries(counts).map(([name, times]) => `${times} × ${name}`).join(', ') || 'none';
  const lines = [
    ['all answered finally after', `${(totalMs / 1000).toFixed(2)} s`],
    ['an entry, from its phone being back', `p50 ${rest.entryP50Ms} ms, p99 ${rest.entryP99Ms} ms`],
    ['a request', `p50 ${rest.requestP50Ms} ms, p99 ${rest.requestP99Ms} ms`],
    ['posts', String(rest.posts)],
    ['answers by status', named(statuses)],
    ['refused by code', named(refused)],
    ['recorded, already recorded', `${rest.recorded} (${rest.repeated} of them repeated), ${rest.alreadyRecorded}`],
    ['rows', `${rows} of ${entries}`],
  ] as const;
  console.log(`\n${students} students behind one address, back within ${values.within} s, ${entries} entries.\n`);
  const width = Math.max(...lines.map(([name]) => name.length));
  for (const [name, value] of lines) console.log(`| ${name.padEnd(width)} | ${value} |`);
}
