/** `npm run failover -- --times 20 [--json]`: kills a PostgreSQL primary under load so often, promotes its synchronous standby, and prints what became of every submission. */
import { flag, readOptions, wholeNumber } from '../support/program-options.ts';
import { failOver } from './fail-over.ts';

const does = 'Kills a PostgreSQL primary under load, promotes its synchronous standby, and prints what became of every submission.';
const { times, phones, json } = readOptions('failover', does, {
  times: wholeNumber('how often', { first: 20 }),
  phones: wholeNumber('that send at once', { first: 16 }),
  json: flag('print JSON'),
});
const startedMs = performance.now();
const report = await failOver({ times, phones, onRound: (done) => process.stderr.write(`\r${done} of ${times} failovers`) });
process.stderr.write('\n');
if (json) console.log(JSON.stringify(report, null, 2));
else {
  const sorted = (values: readonly number[]) => values.toSorted((left, right) => left - right).map(Math.round);
  const spread = (values: readonly number[]) => `median ${sorted(values)[Math.floor(values.length / 2)]} ms, longest ${sorted(values).at(-1)} ms`;
  console.log(`primary killed under load   ${report.rounds.length} times, in ${Math.round((performance.now() - startedMs) / 1000)} s`);
  console.log(`standby promoted            ${spread(report.rounds.map(({ promotedMs }) => promotedMs))}`);
  console.log(`nothing acknowledged for    ${spread(report.rounds.map(({ silentMs }) => silentMs))}`);
  console.log(`acknowledged                ${report.acknowledged}`);
  console.log(`refused and sent again      ${report.refused}`);
  console.log(`stored in the end           ${report.stored}`);
  console.log(`lost, invented or doubled   ${report.faults.length}`);
  for (const fault of report.faults) console.log(`  ${fault}`);
}
process.exitCode = report.faults.length === 0 ? 0 : 1;
