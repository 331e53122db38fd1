import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import fc from 'fast-check';

import { parseEntry } from '../../src/protocol/entry.ts';
import { sendNow, syncOnce } from '../../src/client/offline/sync.ts';
import { fakeServer, networks, through, type Network } from './fake-campus.ts';
import { fakeBrowser, type FakeTab } from './fake-tabs.ts';
import { memoryDisk } from './memory-storage.ts';

const tabs = fc.nat({ max: 1 });
const codes = fc.constantFrom('AAAAAAAA', 'BBBBBBBB', 'CLOSED00', 'SWALL0WD');
const students = fc.constantFrom('2022IMT-048', '2022imt-048', '2022IMT-049');

const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('scan' as const), tab: tabs, code: codes, student: students, sends: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('sync' as const), tab: tabs }) },
  { weight: 8, arbitrary: fc.record({ act: fc.constant('turns' as const), tab: tabs, turns: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('network' as const), network: fc.constantFrom(...networks) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('crash' as const), tab: tabs }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('forget' as const), tab: tabs }) },
);

it('loses no scan, counts none twice and settles none without an answer, whatever fails in whatever order', async () => {
  const seen = { acknowledged: 0, settledEarly: 0, crashes: 0, lostReplies: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 80, size: 'max' }), async (actions) => {
      const server = fakeServer((code) => (code === 'CLOSED00' ? 'session_not_open' : undefined));
      const disk = memoryDisk();
      let network: Network = 'up';
      let isSwallowing = true;
      const browser = fakeBrowser(
        disk,
        async (envelope) => {
          const isSwallowed = isSwallowing && Buffer.from(envelope.entry, 'base64url').includes('SWALL0WD');
          if (network === 'loses replies') seen.lostReplies++;
          return through(isSwallowed ? 'bad gateway' : network, server, envelope);
        },
        (key, kind) => {
          const entry = disk.entries.get(key);
          if (kind === 'waiting' || entry?.state.kind !== 'waiting') return;
          const said = server.answers.get(entry.entryId!) ?? [];
          const word = kind === 'recorded' ? 'accepted' : kind === 'already_recorded' ? 'duplicate_submission' : 'session_not_open';
          assert.ok(said.includes(word), `${kind} without the server having said ${word}`);
          seen.settledEarly++;
        },
      );
      const open: [FakeTab, FakeTab] = [browser.openTab(), browser.openTab()];
      const acknowledged = new Set<string>();
      const forgotten = new Set<string>();

      for (const step of actions) {
        if (step.act === 'scan') {
          const { queue, sync } = open[step.tab]!;
          void queue.add(step.code, step.student).then(({ key }) => {
            acknowledged.add(key);
            if (step.sends) void sendNow(sync, key);
          });
        } else if (step.act === 'sync') void syncOnce(open[step.tab]!.sync);
        else if (step.act === 'network') network = step.network;
        else if (step.act === 'crash') {
          open[step.tab]!.crash();
          open[step.tab] = browser.openTab();
          seen.crashes++;
        } else if (step.act === 'forget') {
          const settled = [...disk.entries.values()].filter(({ state }) => state.kind !== 'waiting').map(({ key }) => key);
          for (const key of settled) forgotten.add(key);
          void open[step.tab]!.queue.forget(settled);
        } else await runTurns(open[step.tab]!, step.turns);
        await nextTurn();
      }

      for (const tab of open) tab.crash();
      network = 'up';
      isSwallowing = false;
      const survivor = browser.openTab();
      for (let pass = 0; pass < 2; pass++) {
        let isDone = false;
        void syncOnce(survivor.sync).finally(() => (isDone = true));
        while (!isDone) await runTurns(survivor, 1);
      }

      seen.acknowledged += acknowledged.size;
      for (const key of acknowledged) assert.ok(disk.entries.has(key) || forgotten.has(key), 'an acknowledged scan is gone');
      const expected = new Set<string>();
      for (const { state, entryId, code, studentId } of disk.entries.values()) {
        const holder = server.records.get(`${studentId.toUpperCase()} ${code}`);
        if (code !== 'CLOSED00') expected.add(`${studentId.toUpperCase()} ${code}`);
        if (code === 'CLOSED00') assert.equal(state.kind, 'refused');
        else assert.equal(state.kind, holder === entryId ? 'recorded' : 'already_recorded');
        if (state.kind === 'recorded') assert.equal(state.receipt.entry_id, entryId);
      }
      for (const place of expected) assert.ok(server.records.has(place), 'a student of the queue has no record');
      if (forgotten.size === 0) assertChain([...disk.entries.values()].map(({ bytes, entryId }) => ({ bytes, entryId })));
    }),
    { numRuns: 300 },
  );
  assert.ok(Object.values(seen).every((count) => count > 50), `the cases reach what they are for: ${JSON.stringify(seen)}`);
});

/** Lets a tab's next touches of disk or network happen, one after another. */
async function runTurns(tab: FakeTab, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    tab.pending.shift()?.();
    await nextTurn();
  }
}

function assertChain(entries: readonly { readonly bytes: Uint8Array; readonly entryId: string | null }[]): void {
  const links = entries.map(({ bytes, entryId }) => {
    const entry = parseEntry(bytes);
    assert.ok(entry.ok);
    return { entryId, ...entry.value };
  });
  links.sort((left, right) => left.seq - right.seq);
  links.forEach(({ seq, prev }, index) => {
    assert.equal(seq, index);
    assert.equal(prev, links[index - 1]?.entryId ?? null);
  });
}
