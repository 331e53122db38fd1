/**
 * `npm run simulate [-- --seed N] [-- --json]`: plays lectures of honest and of other students through the program's own intake,
 * verification and evidence, and prints what became of them under three policies. The same seed gives the same shares.
 */
import { parseArgs } from 'node:util';

import { asTables } from './print.ts';
import { simulate } from './simulate.ts';
import { inMemory } from './store.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '20260302' }, json: { type: 'boolean', default: false } } });
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed) || seed < 0) {
  console.error(`--seed takes a whole number, for example --seed 20260302; it was ${JSON.stringify(values.seed)}.`);
  process.exit(2);
}

const startedMs = performance.now();
const simulated = await simulate({ seed, relays: 400, share: 1, openStore: inMemory });
if (values.json) console.log(JSON.stringify(simulated));
else console.log(`${asTables(simulated)}\n\nseed ${seed}, ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
