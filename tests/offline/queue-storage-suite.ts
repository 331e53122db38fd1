import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { utf8 } from '../../src/protocol/bytes.ts';
import type { Receipt } from '../../src/protocol/schemas.ts';
import type { EntryState, QueuedEntry, QueueStorage } from '../../src/client/offline/ports.ts';

/** One place that a queue can stand on. `open` may be called again: it gives another handle to the same place, as another tab or a new start has it. */
export interface StoragePlace {
  open(): Promise<QueueStorage>;
  close(): Promise<void>;
}

const empty = { seq: -1, entryId: null };

/** What every `QueueStorage` promises, whatever it is made of. */
export function queueStorageSuite(name: string, makePlace: () => Promise<StoragePlace>): void {
  describe(`the offline queue's storage in ${name}`, () => {
    const test = (title: string, body: (place: StoragePlace) => Promise<void>) =>
      it(title, async () => {
        const place = await makePlace();
        try {
          await body(place);
        } finally {
          await place.close();
        }
      });

    test('is empty at first, and its chain has no end yet', async (place) => {
      const storage = await place.open();
      assert.deepEqual(await storage.list(), []);
      assert.deepEqual(await storage.readHead(), empty);
    });

    test('gives an entry back byte for byte, and the head that came with it', async (place) => {
      const storage = await place.open();
      const entry = { ...entryOf(1), bytes: Uint8Array.from({ length: 256 }, (_, index) => index), studentId: 'Ünï-048 ✓' };
      assert.equal(await storage.append(entry, empty, { seq: 0, entryId: 'id-1' }), true);
      assert.deepEqual(await storage.list(), [entry]);
      assert.deepEqual(await storage.readHead(), { seq: 0, entryId: 'id-1' });
    });

    test('keeps an entry without a device key, whose chain stays where it is', async (place) => {
      const storage = await place.open();
      const entry = { ...entryOf(1), entryId: null, signature: null, deviceKey: null };
      assert.equal(await storage.append(entry, empty, empty), true);
      assert.deepEqual(await storage.list(), [entry]);
      assert.deepEqual(await storage.readHead(), empty);
    });

    test('shows the same entries to another handle and after being opened again', async (place) => {
      const first = await place.open();
      await first.append(entryOf(1), empty, headOf(1));
      const second = await place.open();
      assert.deepEqual(await second.list(), [entryOf(1)]);
      assert.deepEqual(await second.readHead(), headOf(1));
    });

    test('stores nothing where the head is no longer what the writer expected', async (place) => {
      const [left, right] = [await place.open(), await place.open()];
      assert.equal(await left.append(entryOf(1), empty, headOf(1)), true);
      assert.equal(await right.append(entryOf(2), empty, headOf(2)), false);
      assert.deepEqual((await right.list()).map(({ key }) => key), ['key-1']);
      assert.deepEqual(await right.readHead(), headOf(1));
    });

    test('lets exactly one of many writers with the same expectation in', async (place) => {
      const handles = await Promise.all([place.open(), place.open(), place.open()]);
      const results = await Promise.all(Array.from({ length: 12 }, (_, index) => handles[index % 3]!.append(entryOf(index), empty, headOf(index))));
      assert.equal(results.filter(Boolean).length, 1);
      assert.equal((await handles[0]!.list()).length, 1);
    });

    test('lists the oldest scan first, and scans of one instant in the order in which they were stored', async (place) => {
      const storage = await place.open();
      await fill(storage, [entryOf(3), entryOf(1), entryOf(2), { ...entryOf(4), scannedAtMs: entryOf(1).scannedAtMs }]);
      assert.deepEqual((await storage.list()).map(({ key }) => key), ['key-1', 'key-4', 'key-2', 'key-3']);
    });

    test('settles a waiting entry with every kind of state', async (place) => {
      const storage = await place.open();
      const states: readonly EntryState[] = [
        { kind: 'waiting', attempts: 3, lastProblem: 'no connection to the server' },
        { kind: 'recorded', receipt, atMs: 5 },
        { kind: 'already_recorded', receivedAt: null, atMs: 6 },
        { kind: 'refused', code: 'code_expired', reason: 'scan again', atMs: 7 },
      ];
      await fill(storage, states.map((_, index) => entryOf(index)));
      for (const [index, state] of states.entries()) assert.equal(await storage.settle(`key-${index}`, state), true);
      const again = await place.open();
      assert.deepEqual((await again.list()).map(({ state }) => state), states);
    });

    test('does not change an entry that is settled, nor one that is not there', async (place) => {
      const [left, right] = [await place.open(), await place.open()];
      await fill(left, [entryOf(1)]);
      const recorded: EntryState = { kind: 'recorded', receipt, atMs: 5 };
      assert.equal(await left.settle('key-1', recorded), true);
      assert.equal(await right.settle('key-1', { kind: 'waiting', attempts: 9, lastProblem: null }), false);
      assert.equal(await right.settle('key-2', recorded), false);
      assert.deepEqual((await right.list()).map(({ state }) => state), [recorded]);
    });

    test('forgets settled entries and never a waiting one', async (place) => {
      const storage = await place.open();
      await fill(storage, [entryOf(1), entryOf(2), entryOf(3)]);
      await storage.settle('key-1', { kind: 'recorded', receipt, atMs: 5 });
      await storage.forget(['key-1', 'key-2', 'key-9']);
      assert.deepEqual((await storage.list()).map(({ key }) => key), ['key-2', 'key-3']);
      await storage.forget([]);
      assert.equal((await storage.list()).length, 2);
    });

    test('refuses a second entry under the same key and leaves entries and head as they were', async (place) => {
      const storage = await place.open();
      await fill(storage, [entryOf(1)]);
      const before = await storage.readHead();
      await assert.rejects(storage.append(entryOf(1), before, headOf(7)));
      assert.deepEqual(await storage.readHead(), before);
      assert.equal((await storage.list()).length, 1);
    });
  });
}

function headOf(index: number): { seq: number; entryId: string } {
  return { seq: index, entryId: `id-${index}` };
}

function entryOf(index: number): QueuedEntry {
  return {
    ...{ key: `key-${index}`, bytes: utf8(`entry ${index}`), entryId: `id-${index}`, signature: 's', deviceKey: 'd' },
    ...{ code: 'K7QF3M2X', studentId: '2022IMT-048', scannedAtMs: 1_700_000_000_000 + index * 1000 },
    state: { kind: 'waiting', attempts: 0, lastProblem: null },
  };
}

async function fill(storage: QueueStorage, entries: readonly QueuedEntry[]): Promise<void> {
  for (const entry of entries) {
    const head = await storage.readHead();
    assert.equal(await storage.append(entry, head, { seq: head.seq + 1, entryId: entry.entryId }), true);
  }
}

const receipt: Receipt = {
  ...{ status: 'accepted', code: 'accepted', retry: false, request_id: 'r-1', latency_seconds: 276.289487, code_age_seconds: null },
  ...{ grade: 'online_in_window', standing: 'counted', reasons: [], attendance: 'present', course: 'Networks', student_id: '2022IMT-048' },
  ...{ session_id: '3f9e7c1a-0000-4000-8000-000000000000', entry_id: 'id-1' },
  ...{ scanned_at: '2026-11-02T09:00:00.000+00:00', received_at: '2026-11-02T09:00:01.000+00:00' },
};
