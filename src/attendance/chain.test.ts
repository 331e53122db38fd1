import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { sha256 } from '../../tests/support/crypto.ts';
import { letterOfEachByte, utf8 } from '../protocol/bytes.ts';
import { chainFacts, type Link } from './chain.ts';

const idOf = (name: string) => sha256(utf8(name));
const keyOf = (name: string) => letterOfEachByte(idOf(name));

function link(name: string, seq: number, prev: string | null, receivedAtMs: number): Link {
  return { entryId: idOf(name), seq, prev: prev === null ? null : idOf(prev), receivedAtMs };
}

/** What is said of each entry, by name. */
function factsOf(links: readonly Link[], names: readonly string[], contacts: Readonly<Record<string, number>> = {}) {
  const facts = chainFacts(links, new Map(Object.entries(contacts).map(([name, atMs]) => [keyOf(name), atMs])));
  return Object.fromEntries(names.map((name) => [name, facts.get(keyOf(name))!]));
}

function chainsOf(links: readonly Link[], names: readonly string[]): string {
  const facts = factsOf(links, names);
  return names.map((name) => `${name} ${facts[name]!.chain}`).join(', ');
}

const [a, b, c, d] = [link('a', 0, null, 100), link('b', 1, 'a', 200), link('c', 2, 'b', 300), link('d', 3, 'c', 400)];

test('a chain that came whole holds', () => {
  assert.equal(chainsOf([a, b, c, d], ['a', 'b', 'c', 'd']), 'a holds, b holds, c holds, d holds');
});

test('an entry whose predecessor never came stands behind a gap, and no other does; it heals when the entry comes', () => {
  assert.equal(chainsOf([a, c, d], ['a', 'c', 'd']), 'a holds, c gap, d holds');
  assert.equal(chainsOf([b], ['b']), 'b gap');
  assert.equal(chainsOf([a, c, d, b], ['a', 'b', 'c', 'd']), 'a holds, b holds, c holds, d holds');
});

test('two entries in one place are a fork, and so is all that follows on either branch; what was before it stays whole', () => {
  const other = link('x', 2, 'b', 350);
  const onOther = link('y', 3, 'x', 450);
  assert.equal(chainsOf([a, b, c, d, other, onOther], ['a', 'b', 'c', 'x', 'd', 'y']), 'a holds, b holds, c fork, x fork, d fork, y fork');
  assert.equal(chainsOf([a, link('other a', 0, null, 500)], ['a', 'other a']), 'a fork, other a fork');
});

test('a place that contradicts the entry before is a fork', () => {
  assert.equal(chainsOf([a, link('x', 2, 'a', 200)], ['a', 'x']), 'a holds, x fork');
  assert.equal(chainsOf([link('x', 1, null, 200)], ['x']), 'x fork');
  assert.equal(chainsOf([link('x', 0, 'w', 200)], ['x']), 'x fork');
  assert.equal(chainsOf([link('x', 5, 'w', 200), link('y', 7, 'w', 300)], ['x', 'y']), 'x fork, y fork');
});

test('an entry that arrives is a bound for all that it was built on', () => {
  const silent = [{ ...a, receivedAtMs: 9_000 }, { ...b, receivedAtMs: 8_000 }, { ...c, receivedAtMs: 700 }];
  const facts = factsOf(silent, ['a', 'b', 'c']);
  assert.deepEqual(Object.values(facts).map(({ notAfterMs, boundBy }) => `${notAfterMs} ${boundBy}`), ['700 contact', '700 contact', '700 arrival']);
});

test('so is a contact that told its hash, whoever told it; of an unknown entry it says nothing', () => {
  const facts = factsOf([a, b, c], ['a', 'b', 'c'], { b: 150, 'never seen': 1 });
  assert.deepEqual(Object.values(facts).map(({ notAfterMs, boundBy }) => `${notAfterMs} ${boundBy}`), ['100 arrival', '150 contact', '300 arrival']);
});

test('a chain of a whole term is looked at in a moment', () => {
  const links = Array.from({ length: 20_000 }, (_, seq) => link(`${seq}`, seq, seq === 0 ? null : `${seq - 1}`, 1_000 + seq));
  const facts = chainFacts(links.toReversed(), new Map());
  assert.equal(facts.size, 20_000);
  assert.ok([...facts.values()].every(({ chain }) => chain === 'holds'));
});

/** A device's true chain with what a thief, a restored phone or a lost request makes of it. */
const chains = fc
  .record({
    length: fc.integer({ min: 1, max: 12 }),
    missing: fc.uniqueArray(fc.nat(11), { maxLength: 4 }),
    arrivals: fc.array(fc.nat(10_000), { minLength: 12, maxLength: 12 }),
    branches: fc.array(fc.record({ at: fc.nat(11), length: fc.integer({ min: 1, max: 3 }), receivedAtMs: fc.nat(10_000) }), { maxLength: 2 }),
  })
  .map(({ length, missing, arrivals, branches }) => {
    const name = (seq: number) => (seq < 0 ? null : `${seq}`);
    const trunk = Array.from({ length }, (_, seq) => link(`${seq}`, seq, name(seq - 1), arrivals[seq]!));
    const forked = branches
      .filter(({ at }) => at < length)
      .flatMap((branch, which) =>
        Array.from({ length: branch.length }, (_, step) =>
          link(`${which}/${step}`, branch.at + step, step === 0 ? name(branch.at - 1) : `${which}/${step - 1}`, branch.receivedAtMs),
        ),
      );
    const forkSeq = Math.min(...branches.filter(({ at }) => at < length).map(({ at }) => at));
    return { trunk, forked, forkSeq, links: [...trunk.filter(({ seq }) => !missing.includes(seq)), ...forked], missing };
  });
const contactsOf = (links: readonly Link[], seed: readonly number[]) =>
  new Map(links.slice(0, seed.length).map(({ entryId }, index) => [letterOfEachByte(entryId), seed[index]!]));

test('it is a function of the set: no order and no repetition changes anything', () => {
  fc.assert(
    fc.property(
      chains.chain(({ links }) => fc.tuple(fc.constant(links), fc.shuffledSubarray([...links], { minLength: links.length }), fc.subarray([...links]))),
      fc.array(fc.nat(10_000), { maxLength: 5 }),
      ([links, shuffled, again], seed) => {
        const contacts = contactsOf(links, seed);
        const sorted = (given: readonly Link[]) => [...chainFacts(given, contacts)].toSorted(([left], [right]) => (left < right ? -1 : 1));
        assert.deepEqual(sorted([...shuffled, ...again]), sorted(links));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a fork is flagged on both branches and on everything after, and nothing else is', () => {
  fc.assert(
    fc.property(chains, ({ trunk, forked, forkSeq }) => {
      const facts = chainFacts([...trunk, ...forked], new Map());
      for (const { entryId, seq } of [...trunk, ...forked]) assert.equal(facts.get(letterOfEachByte(entryId))!.chain, seq >= forkSeq ? 'fork' : 'holds', `${seq}`);
    }),
    { numRuns: 2_000 },
  );
});

test('what was lost leaves gaps and nothing worse, and when all of it comes every gap is healed', () => {
  fc.assert(
    fc.property(chains, ({ trunk, missing }) => {
      const came = trunk.filter(({ seq }) => !missing.includes(seq));
      const partly = chainFacts(came, new Map());
      for (const { entryId, seq } of came) assert.equal(partly.get(letterOfEachByte(entryId))!.chain, missing.includes(seq - 1) ? 'gap' : 'holds');
      for (const { chain } of chainFacts([...came, ...trunk], new Map()).values()) assert.equal(chain, 'holds');
    }),
    { numRuns: 2_000 },
  );
});

test('more contacts and more entries only ever move a bound to an earlier instant, and never past the arrival', () => {
  fc.assert(
    fc.property(chains, fc.array(fc.nat(10_000), { maxLength: 6 }), fc.array(fc.nat(10_000), { maxLength: 6 }), ({ links, forked, trunk }, seed, further) => {
      const contacts = contactsOf(links, seed);
      const more = new Map(contacts);
      for (const [id, atMs] of contactsOf(links.toReversed(), further)) more.set(id, Math.min(atMs, more.get(id) ?? Infinity));
      const before = chainFacts(links, contacts);
      const after = chainFacts([...links, ...trunk, ...forked], more);
      for (const { entryId, receivedAtMs } of links) {
        const id = letterOfEachByte(entryId);
        assert.ok(after.get(id)!.notAfterMs <= before.get(id)!.notAfterMs && before.get(id)!.notAfterMs <= receivedAtMs);
      }
    }),
    { numRuns: 2_000 },
  );
});
