import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { crypto } from '../../tests/support/crypto.ts';
import { drawStudents, spotCheckSize } from './spot-check.ts';

/** Of every way to check `check` of `counted` students, the share that meets one of the first `phantoms`. */
function meetsByTrying(counted: number, phantoms: number, check: number): number {
  let ways = 0;
  let meets = 0;
  for (let set = 0; set < 2 ** counted; set++) {
    const members = Array.from({ length: counted }, (_, index) => (set >> index) & 1);
    if (members.filter(Boolean).length !== check) continue;
    ways++;
    if (members.slice(0, phantoms).some(Boolean)) meets++;
  }
  return meets / ways;
}

test('the size is the smallest whose chance, counted over every possible draw, is the wished one', () => {
  for (let counted = 1; counted <= 9; counted++) {
    for (const share of [0.05, 0.1, 0.3, 0.5, 1]) {
      for (const wished of [0.5, 0.8, 0.95, 1]) {
        const { phantoms, check, chance } = spotCheckSize(counted, share, wished);
        const label = `${counted} counted, ${share}, ${wished}`;
        assert.equal(phantoms, Math.max(1, Math.floor(share * counted + 1e-9)), label);
        assert.ok(Math.abs(chance - meetsByTrying(counted, phantoms, check)) < 1e-9, label);
        assert.ok(chance >= wished - 1e-9, label);
        assert.ok(meetsByTrying(counted, phantoms, check - 1) < wished - 1e-9, `${label}: one fewer is enough`);
      }
    }
  }
});

test('of 180 counted students, 27 are enough to meet one of 10 % phantoms with a chance of 95 %', () => {
  const { phantoms, check, chance } = spotCheckSize(180, 0.1, 0.95);
  assert.deepEqual([phantoms, check], [18, 27]);
  assert.ok(chance >= 0.95 && chance < 0.96);
});

test('a hall without anybody needs no check, and certainty needs all but the phantoms and one more', () => {
  assert.deepEqual(spotCheckSize(0, 0.1, 0.95), { phantoms: 0, check: 0, chance: 0 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (counted, share) => {
      const { phantoms, check } = spotCheckSize(counted, share, 1);
      assert.equal(check, counted - phantoms + 1);
    }),
  );
});

test('a wish for more never needs fewer, and the list is never longer than the hall', () => {
  const wishes = fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }));
  fc.assert(
    fc.property(wishes, ([counted, share, one, other]) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)].map((chance) => spotCheckSize(counted, share, chance).check) as [number, number];
      assert.ok(less <= more && more <= counted);
    }),
  );
});

const names = fc.uniqueArray(fc.stringMatching(/^[A-Z0-9]{1,8}$/), { maxLength: 40 });

test('a seed draws the same list again, whatever order the students come in, each at most once', () => {
  fc.assert(
    fc.property(names, fc.nat(50), fc.stringMatching(/^[0-9a-f]{16}$/), fc.nat(), (students, count, seed, turn) => {
      const drawn = drawStudents(students, count, seed, crypto);
      const turned = students.map((_, index) => students[(index + turn) % students.length]!);
      assert.deepEqual(drawStudents(turned, count, seed, crypto), drawn);
      assert.equal(new Set(drawn).size, Math.min(count, students.length));
      assert.ok(drawn.every((student) => students.includes(student)));
    }),
  );
});

test('over many seeds every student is drawn about equally often', () => {
  const students = Array.from({ length: 20 }, (_, index) => `S-${index}`);
  const times = new Map(students.map((student) => [student, 0]));
  for (let seed = 0; seed < 2_000; seed++) {
    for (const student of drawStudents(students, 5, seed.toString(16).padStart(16, '0'), crypto)) times.set(student, times.get(student)! + 1);
  }
  // 500 expected; five standard deviations of a binomial are 97.
  for (const [student, count] of times) assert.ok(Math.abs(count - 500) < 97, `${student}: ${count}`);
});
