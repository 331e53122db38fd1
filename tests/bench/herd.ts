/**
 * `npm run herd`: 500 students behind one address come back online within 2 s, with five queued entries each, over connections
 * of their own to the real server. Ends with 1 unless all are answered finally within 60 s with no 429 and no 5xx, and every
 * entry is exactly one row.
 */
import { flag, readOptions, wholeNumber } from '../support/program-options.ts';
import { runHerd, type HerdResult } from '../faults/run-herd.ts';

const limitMs = 60_000;
const does = 'Brings students with five queued entries each back online at once, behind one address, and prints how long it takes until all are answered.';
const values = readOptions('herd', does, {
  students: wholeNumber('how many', { first: 500 }),
  within: wholeNumber('seconds in which they come back', { first: 2 }),
  seed: wholeNumber('of the moments', { first: 1, least: 0 }),
  json: flag('print JSON'),
});
const result = await runHerd({ students: values.students, withinMs: values.within * 1000, seed: values.seed });
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
