/**
 * `npm run simulate [-- --seed N] [-- --json]`: plays lectures of honest and of other students through the program's own intake,
 * verification, evidence and store, and prints what became of them under three policies. The same seed gives the same shares.
 */
import { flag, readOptions, wholeNumber } from '../support/program-options.ts';
import { asTables } from './print.ts';
import { simulate } from './simulate.ts';
import { onDisk } from './sqlite-store.ts';

const { seed, json } = readOptions('simulate', 'Plays lectures of honest and of other students through the real intake and store, and prints what became of them under three policies.', {
  seed: wholeNumber('of all that happens; the same one gives the same shares', { first: 20_260_302, least: 0 }),
  json: flag('print JSON'),
});

const startedMs = performance.now();
const disk = await onDisk();
try {
  const simulated = await simulate({ seed, relays: 200, share: 1, openStore: disk.openStore });
  const seconds = (performance.now() - startedMs) / 1000;
  if (json) console.log(JSON.stringify(simulated));
  else console.log(`${asTables(simulated)}\n\nseed ${seed}, through the real intake and an SQLite store of its own, ${seconds.toFixed(1)} s`);
} finally {
  await disk.close();
}
