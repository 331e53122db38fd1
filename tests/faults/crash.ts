/** `npm run crash -- --kills 200 [--seed N]`: kills a server under load so often and prints what became of every submission. */
import { parseArgs } from 'node:util';

import { killUnderLoad } from './kill-under-load.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } });
const kills = Number(values.kills);
const startedMs = performance.now();
const report = await killUnderLoad({ kills, seed: Number(values.seed), onKill: (done) => process.stderr.write(`\r${done} of ${kills} kills`) });
process.stderr.write('\n');
console.log(`kill -9 under load          ${report.kills} times, in ${Math.round((performance.now() - startedMs) / 1000)} s, seed ${values.seed}`);
console.log(`acknowledged                ${report.acknowledged}`);
console.log(`unanswered                  ${report.unanswered}, of which ${report.storedUnanswered} were stored; all were sent again`);
console.log(`stored in the end           ${report.stored}`);
console.log(`slowest restart             ${Math.round(report.slowestRestartMs)} ms`);
console.log(`lost, invented or doubled   ${report.faults.length}`);
for (const fault of report.faults) console.log(`  ${fault}`);
process.exitCode = report.faults.length === 0 ? 0 : 1;
