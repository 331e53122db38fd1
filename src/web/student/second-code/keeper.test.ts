import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Exclusive } from '../../../client/offline/ports.ts';
import { offlineQueue } from '../../../client/offline/offline-queue.ts';
import { testSigner } from '../../../../tests/offline/fake-tabs.ts';
import { parseEntry } from '../../../protocol/entry.ts';
import { tokenHeader, tokenText } from '../../../protocol/token.ts';
import { databaseOpener } from '../offline/database.ts';
import { readKept } from '../offline/device.ts';
import { entryStorage } from '../offline/entry-storage.ts';
import { initialState, reduce, type AppState } from '../state.ts';
import { keeperOf, patienceMs } from './keeper.ts';
import { keptStore } from './kept-store.ts';

const codeOf = (epoch: number) => tokenText(tokenHeader(new Uint8Array(8).fill(1), epoch, 0), new Uint8Array(16));

let phones = 0;

/** A phone on whose storage pages open and die. */
function phone() {
  const withDatabase = databaseOpener(`kept-${phones++}`);
  const storage = entryStorage(withDatabase);
  const locks = new Map<string, object>();
  let nonces = 0;
  let nowMs = 1_700_000_000_000;

  function openPage() {
    const page = {};
    let state: AppState = reduce(initialState, { type: 'opened', student: 'S-1', entries: [] });
    let timer: (() => void) | undefined;
    const sent: string[] = [];
    const oneSender = (name: string): Exclusive => async (task) => {
      if (locks.has(name)) return undefined;
      locks.set(name, page);
      try {
        return await task();
      } finally {
        if (locks.get(name) === page) locks.delete(name);
      }
    };
    const randomBytes = (length: number) => new Uint8Array(length).fill(++nonces);
    const queue = offlineQueue({ storage, signer: testSigner, nowMs: () => nowMs, monotonicMs: () => 5, randomBytes });
    const keeper = keeperOf(
      { store: keptStore(withDatabase), storage, oneSender, nowMs: () => nowMs, monotonicMs: () => 5, randomBytes, setTimer: (_, task) => ((timer = task), () => (timer = undefined)) },
      {
        state: () => state,
        dispatch: (event) => void (state = reduce(state, event)),
        guarded: (work) => work(),
        store: ({ code, studentId, ...more }) => queue.add(code, studentId, more),
        follow: async ({ key }) => void sent.push(key),
        sendUnsaved: async () => assert.fail('it can be stored'),
      },
    );
    const die = () => {
      for (const [name, holder] of locks) if (holder === page) locks.delete(name);
    };
    return { keeper, sent, die, state: () => state, scan: () => void (state = reduce(state, { type: 'view_opened', view: { kind: 'scan' } })), ring: () => timer?.() };
  }

  const entries = async () =>
    (await storage.list()).map(({ bytes, scannedAtMs }) => {
      const entry = parseEntry(bytes);
      assert.ok(entry.ok);
      const { codes, student, guest, wall } = entry.value;
      assert.equal(wall, scannedAtMs);
      return { codes, student, guest, wall };
    });
  return { openPage, entries, kept: () => readKept(withDatabase), pass: (ms: number) => void (nowMs += ms), startMs: nowMs };
}

test('a scan and its second code are one entry, of the time of the first', async () => {
  const { openPage, entries, kept, pass, startMs } = phone();
  const page = openPage();
  assert.equal(await page.keeper.keep(codeOf(7)), true);
  assert.deepEqual([(await kept()).length, (await entries()).length], [1, 0]);
  pass(11_000);
  await page.keeper.finish(codeOf(9));
  assert.deepEqual(await entries(), [{ codes: [codeOf(7), codeOf(9)], student: 'S-1', guest: undefined, wall: startMs }]);
  assert.deepEqual([await kept(), page.sent.length, page.state().kept], [[], 1, null]);
  await page.keeper.finish(codeOf(10));
  assert.equal((await entries()).length, 1, 'what is finished twice is finished once');
});

test('a code that has no second one is not kept, and a guest’s number goes with it', async () => {
  const { openPage, entries } = phone();
  const { keeper } = openPage();
  assert.equal(await keeper.keep('K7QF3M2X'), false);
  await keeper.keep(codeOf(7), 'S-2');
  await keeper.finish();
  assert.deepEqual((await entries()).map(({ codes, student, guest }) => [codes.length, student, guest]), [[1, 'S-2', true]]);
});

test('a first code of epoch 0, which may never change, is kept where a camera sees whether it does, and not from a link', async () => {
  const { openPage } = phone();
  const { keeper, scan, state } = openPage();
  assert.equal(await keeper.keep(codeOf(0)), false);
  assert.equal(state().kept, null);
  scan();
  assert.equal(await keeper.keep(codeOf(0)), true);
  assert.equal(state().kept?.code, codeOf(0));
});

test('a second code is waited for a minute where nobody scans', async () => {
  const { openPage, entries, pass } = phone();
  const page = openPage();
  await page.keeper.keep(codeOf(7));
  pass(patienceMs);
  page.ring();
  while ((await entries()).length === 0) await new Promise(setImmediate);
  assert.deepEqual((await entries())[0]!.codes, [codeOf(7)]);
});

test('a page that dies leaves its scan to the next one, which makes one entry of it', async () => {
  const { openPage, entries, kept } = phone();
  const dead = openPage();
  await dead.keeper.keep(codeOf(7));
  dead.die();
  const [left, right] = [openPage(), openPage()];
  const found = await kept();
  await Promise.all([left.keeper.recover(found, ''), right.keeper.recover(found, '')]);
  assert.deepEqual((await entries()).map(({ codes }) => codes), [[codeOf(7)]]);
  assert.deepEqual(await kept(), []);
});

test('a scan that another page still holds is left to it, unless that page is frozen', async () => {
  const { openPage, entries, kept, pass } = phone();
  await openPage().keeper.keep(codeOf(7));
  const other = openPage();
  await other.keeper.recover(await kept(), '');
  assert.deepEqual(await entries(), []);
  pass(6 * 60_000);
  await other.keeper.recover(await kept(), '');
  assert.equal((await entries()).length, 1);
});

test('a page that died after the entry was made, and before it forgot the scan, makes no second one', async () => {
  const { openPage, entries, kept } = phone();
  const page = openPage();
  await page.keeper.keep(codeOf(7));
  const found = await kept();
  await page.keeper.finish();
  await openPage().keeper.recover(found, '');
  assert.equal((await entries()).length, 1);
});

test('the address of a later code, opened after the page had died, is the second code', async () => {
  const { openPage, entries, kept } = phone();
  const dead = openPage();
  await dead.keeper.keep(codeOf(7));
  dead.die();
  const page = openPage();
  assert.equal(await page.keeper.recover(await kept(), `#${codeOf(9)}`), true);
  assert.deepEqual((await entries()).map(({ codes }) => codes), [[codeOf(7), codeOf(9)]]);
  assert.equal(page.sent.length, 1);
});

test('another code that comes meanwhile finishes the scan, with it or without it', async () => {
  const { openPage, entries } = phone();
  const { keeper } = openPage();
  await keeper.keep(codeOf(7));
  assert.equal(await keeper.takeCode(codeOf(7)), true, 'the same code once more changes nothing');
  assert.deepEqual(await entries(), []);
  assert.equal(await keeper.takeCode(codeOf(9)), true);
  await keeper.keep(codeOf(20));
  assert.equal(await keeper.takeCode('K7QF3M2X'), false);
  assert.deepEqual((await entries()).map(({ codes }) => codes), [[codeOf(7), codeOf(9)], [codeOf(20)]]);
});
