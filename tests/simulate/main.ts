/**
 * `npm run simulate [-- --seed N] [-- --json]`: plays lectures of honest and of other students through the program's own intake,
 * verification, evidence and store, and prints what became of them under three policies. The same seed gives the same shares.
 */
import { parseArgs } from 'node:util';

import { asTables } from './print.ts';
import { simulate } from './simulate.ts';
import { onDisk } from './sqlite-store.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '20260302' }, json: { type: 'boolean', default: false } } });
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed) || seed < 0) {
  console.error(`--seed takes a whole number, for example --seed 20260302; it was ${JSON.stringify(values.seed)}.`);
  process.exit(2);
}

const startedMs = performance.now();
const disk = await onDisk();
try {
  const simulated = await simulate({ seed, relays: 200, share: 1, openStore: disk.openStore });
  const seconds = (performance.now() - startedMs) / 1000;
  if (values.json) console.log(JSON.stringify(simulated));
  else console.log(`${asTables(simulated)}\n\nseed ${seed}, through the real intake and an SQLite store of its own, ${seconds.toFixed(1)} s`);
} finally {
  await disk.close();
}
