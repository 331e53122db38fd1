import assert from 'node:assert/strict';
import { test } from 'node:test';

import { guessWindowMinutes } from './guess-typed.ts';
import { coursePolicies } from './policies.ts';
import { relayShare } from './relay-formula.ts';
import { relayDelays, simulate, type BehaviourRow } from './simulate.ts';
import { onDisk } from './sqlite-store.ts';
import { inMemory } from './store.ts';

/** Small enough for a test: each share is of the same people, only fewer. */
const wish = { seed: 7, relays: 40, share: 0.1 };
const inMemoryRun = simulate({ ...wish, openStore: inMemory });

async function rowOf(policy: string, behaviour: string): Promise<BehaviourRow> {
  const found = (await inMemoryRun).behaviours.find((row) => row.policy === policy && row.behaviour === behaviour);
  assert.ok(found, `${policy}: ${behaviour}`);
  return found;
}

type Fate = 'counted' | 'provisional' | 'held' | 'refused';

test('the closed formula gives the shares that are known', () => {
  const shareOf = (policy: string, seconds: number) => relayShare(coursePolicies.find(({ name }) => name === policy)!, seconds);
  assert.equal(shareOf('moodle', 12).toFixed(2), '0.33');
  assert.deepEqual([shareOf('default', 10), shareOf('default', 12), shareOf('default', 15)], [1, 0.6, 0]);
  assert.deepEqual([shareOf('strict', 3), shareOf('strict', 8)], [1, 0]);
});

test('relays of every delay are let in as often as the formula says, within 5 points, under every policy', async () => {
  const { relays } = await inMemoryRun;
  assert.equal(relays.length, relayDelays.length * coursePolicies.length);
  for (const { policy, relay_seconds: seconds, in_window_share: share, formula_share: formula } of relays) {
    assert.ok(Math.abs(share - formula) <= 0.05, `${policy}, ${seconds} s: ${share} beside ${formula}`);
  }
});

test('under the default policy everybody of a kind meets the same end', async () => {
  const ends: Readonly<Record<string, Fate>> = {
    'in the hall': 'counted',
    'in the hall, slow network': 'counted',
    'silent for minutes, two codes': 'counted',
    'silent for minutes, one code': 'provisional',
    'silent for hours, two codes': 'provisional',
    'silent for days, two codes': 'held',
    'silent, carried by a classmate': 'counted',
    'silent, scanned by staff': 'counted',
    'silent for days, heard of at the end': 'counted',
    'a guest on a classmate’s phone, said so': 'counted',
    'on a second key (browser and installed app)': 'counted',
    'bot: one picture to 20 phones within 1 s': 'counted',
    'an old code, sent live': 'refused',
    'an old code, sent live, the clock set back to it': 'refused',
    'last week’s code': 'refused',
    'one picture, “I was offline”, at once': 'provisional',
    'the same, clocks wrong by up to a day': 'provisional',
    'two pictures, “I was offline”, before the close': 'counted',
    'two pictures, “I was offline”, an hour after the close': 'provisional',
    'two pictures, “I was offline”, two days later': 'held',
    'one phone for five more': 'held',
    'one phone for five more, a private window each': 'counted',
    'a third key for an absent student': 'held',
    'a third key for an absent student, as a guest': 'held',
    'a cloned key, used by both': 'held',
    'a cloned key, used by the friend alone': 'counted',
    'a classmate’s entry, sent again as it is and under another number': 'refused',
    'a leaked display key, while the screen shows': 'counted',
    'a leaked display key, while the screen is blank': 'held',
  };
  for (const [behaviour, fate] of Object.entries(ends)) assert.equal((await rowOf('default', behaviour))[fate], 1, behaviour);
  const { behaviours } = await inMemoryRun;
  const unnamed = behaviours.filter(({ policy, behaviour }) => policy === 'default' && ends[behaviour] === undefined);
  assert.deepEqual(unnamed.map(({ behaviour }) => behaviour), ['one phone for five more, each a guest']);
  const { counted, held } = await rowOf('default', 'one phone for five more, each a guest');
  assert.deepEqual([counted, held], [0.2, 0.8], 'one guest of five counts');
});

test('a strict course lets nothing count that came after its window unless staff scanned it themselves, and no guest', async () => {
  const { behaviours } = await inMemoryRun;
  for (const row of behaviours.filter(({ policy, behaviour }) => policy === 'strict' && /silent|offline|guest/.test(behaviour))) {
    assert.deepEqual([row.counted, row.provisional], [row.behaviour === 'silent, scanned by staff' ? 1 : 0, 0], row.behaviour);
  }
});

test('without keys and a queue five numbers on one phone all count, and a silent phone has no record', async () => {
  assert.ok((await rowOf('moodle', 'one phone for five more')).counted > 0.8);
  assert.equal((await rowOf('moodle', 'silent for minutes, two codes')).refused, 1);
});

test('who sits in the hall answers the check, and nobody does who had but a picture of an earlier code', async () => {
  const { behaviours } = await inMemoryRun;
  assert.ok((await rowOf('default', 'in the hall')).checked! > 0.85);
  for (const row of behaviours.filter(({ policy, is_honest: isHonest }) => policy === 'default' && !isHonest)) assert.equal(row.checked, 0, row.behaviour);
});

test('a shared code that arrives at once is seen as bursts', async () => {
  const { bursts, students } = await rowOf('default', 'bot: one picture to 20 phones within 1 s');
  assert.equal(bursts, students / 20);
  assert.equal((await rowOf('default', 'in the hall')).bursts, 0);
});

test('no typed code was guessed, who is patient gets few tries, and who makes new keys raises the alarm', async () => {
  const [guesses] = (await inMemoryRun).guesses;
  const { patient, with_new_keys: hasty } = guesses!;
  assert.deepEqual([patient.hits, hasty.hits, guessWindowMinutes], [0, 0, 10]);
  assert.ok(patient.looked_at <= 20 * 10, `${patient.looked_at} looked at`);
  assert.ok(patient.formula_hits < 1e-8 && hasty.formula_hits < 1e-8);
  assert.ok(patient.wrong_lately < 200 && hasty.wrong_lately >= 200);
});

test('the store on the disk and the plain rules in memory say the same of the same lectures, to the last student', { timeout: 60_000 }, async () => {
  const disk = await onDisk();
  try {
    const small = { seed: 11, relays: 5, share: 0.02, policies: coursePolicies.filter(({ name }) => name === 'default') };
    assert.deepEqual(await simulate({ ...small, openStore: disk.openStore }), await simulate({ ...small, openStore: inMemory }));
  } finally {
    await disk.close();
  }
});
