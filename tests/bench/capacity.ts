/** `npm run capacity [-- --submissions 6000 --json]`: what 10 thousand, 1 million and 50 million students take, from what a submission takes here. */
import { availableParallelism, loadavg } from 'node:os';

import { flag, readOptions, wholeNumber } from '../support/program-options.ts';
import { measure } from './capacity-measure.ts';
import { assumptions, capacityFor, type Capacity } from './capacity-model.ts';

const values = readOptions('capacity', 'Computes what 10 thousand, 1 million and 50 million students take, from what a submission takes on this machine.', {
  submissions: wholeNumber('of each kind that are measured', { first: 6_000 }),
  json: flag('print JSON'),
});
const load = loadavg()[0]!;
const measured = await measure({ submissions: values.submissions, connections: 128 });
const capacities = [10_000, 1_000_000, 50_000_000].map((students) => capacityFor(students, measured));

if (values.json) console.log(JSON.stringify({ measured, assumptions, capacities }, null, 2));
else print();

function print(): void {
  console.log(`Measured here, ${values.submissions} submissions of each kind, ${availableParallelism()} cores, load ${load.toFixed(1)} before:`);
  line('CPU of a node, identity open', `${measured.nodeCpuUs.open.toFixed(0)} us`);
  line('CPU of a node, with a device\'s signature', `${measured.nodeCpuUs.device.toFixed(0)} us`);
  line('CPU of PostgreSQL', `${measured.databaseCpuUs.toFixed(0)} us`);
  line('time of the one writer', `${measured.writerUs.toFixed(0)} us`);
  line('on the disk, with indexes', `${measured.bytesASubmission.toFixed(0)} bytes, and ${measured.bytesADevice.toFixed(0)} a device`);
  line('connections of a process', String(measured.connectionsAProcess));
  console.log('\nAssumed:');
  for (const [name, { value, why }] of Object.entries(assumptions)) line(`${name} ${value}`, why);
  console.log('\nComputed from both:');
  row('students', ({ students }) => grouped(students));
  row('institutions', ({ institutions }) => grouped(institutions));
  row('submissions/s at the peak', ({ peakPerSecond }) => grouped(peakPerSecond));
  row('databases', ({ databases }) => grouped(databases));
  row('nodes of two cores', ({ nodes }) => grouped(nodes));
  row('cores of databases and standbys', ({ databaseCores }) => grouped(databaseCores));
  row('connections a database', ({ connectionsADatabase }) => grouped(connectionsADatabase));
  row('open live pages', ({ livePages }) => grouped(livePages));
  row('records a year', ({ rowsAYear }) => grouped(rowsAYear));
  row('gigabytes in three years', ({ gigabytes }) => grouped(gigabytes));
  row('dollars a month', ({ dollarsAMonth }) => grouped(dollarsAMonth));
}

function line(name: string, text: string): void {
  console.log(`  ${name.padEnd(44)}${text}`);
}

function row(name: string, of: (capacity: Capacity) => string): void {
  console.log(`  ${name.padEnd(34)}${capacities.map((capacity) => of(capacity).padStart(16)).join('')}`);
}

function grouped(number: number): string {
  return number < 10 ? number.toFixed(number < 1 ? 1 : 0) : Math.round(number).toLocaleString('en-US');
}
