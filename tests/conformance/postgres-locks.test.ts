import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Store } from '../../src/store/open.ts';
import { beginAlone, lockOf } from '../../src/store/postgres/locks.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';
import { anAttempt, aMark, aSession, classId, deviceless, institutionId, someEvidence } from './samples.ts';

/** Who waits for whom in one database: two nodes, several institutions. */

let postgres: SomePostgres;
let url: string;
let nodes: readonly [Store, Store];
let holder: pg.Client;

before(async () => {
  postgres = await somePostgres();
});
beforeEach(async (context) => {
  url = await postgres.newDatabase();
  nodes = [await open(), await open()];
  holder = new pg.Client({ connectionString: url, application_name: 'holder' });
  await holder.connect();
  for (const institution of [1, 2, 3]) await nodes[0].sessions.insertSession(aSession({ institutionId: institution }));
  (context as { after(clean: () => Promise<void>): void }).after(async () => {
    await holder.end();
    await Promise.all(nodes.map((node) => node.close()));
  });
});
after(() => postgres.remove());

async function open(): Promise<Store> {
  const opened = await openPostgres({ url });
  assert.ok(opened.ok, JSON.stringify(opened));
  return opened.value;
}

async function holdInstitution(institution: number): Promise<void> {
  const { text, values } = lockOf(institution);
  await holder.query('begin');
  await holder.query(text, [...values]);
}

/** Resolves when so many wait for an advisory lock of this database. */
async function untilWaiting(count: number): Promise<void> {
  const waiting = `select count(*)::integer as count from pg_locks join pg_database on pg_database.oid = database where datname = current_database() and locktype = 'advisory' and not granted`;
  for (const endMs = performance.now() + 4_000; ; await pause(5)) {
    const { rows } = await holder.query<{ readonly count: number }>(waiting);
    if (rows[0]!.count === count) return;
    assert.ok(performance.now() < endMs, `${rows[0]!.count} wait, and not ${count}`);
  }
}

const kinds = { plain: deviceless, sealed: someEvidence } as const;

for (const [kind, make] of Object.entries(kinds)) {
  test(`two institutions commit ${kind} evidence while a transaction of a third is open, whose own commit waits for it`, async () => {
    await holdInstitution(3);
    const third = nodes[0].records.commit([make('1', 'c', { institutionId: 3 })]);
    await untilWaiting(1);
    const others = await Promise.all([
      nodes[0].records.commit([make('1', 'a', { institutionId: 1 })]),
      nodes[1].records.commit([make('1', 'b', { institutionId: 2 })]),
    ]);
    assert.deepEqual(others.map(([outcome]) => outcome!.kind), ['stored', 'stored']);
    assert.equal(await nodes[0].records.findRecord(3, classId, '1'), undefined);
    await holder.query('commit');
    assert.equal((await third)[0]!.kind, 'stored');
  });
}

test('what may write several institutions waits for each of them, and each of them for it', async () => {
  await holdInstitution(1);
  const marking = nodes[0].records.mark(aMark('2', { institutionId: 2 }));
  await untilWaiting(1);
  // Asked for later, so it is given later: who wants all of them is not passed by for ever.
  const commit = nodes[1].records.commit([deviceless('1', 'b', { institutionId: 2 })]);
  await untilWaiting(2);
  await holder.query('commit');
  const [mark, [outcome]] = await Promise.all([marking, commit]);
  assert.ok(outcome?.kind === 'stored' && outcome.record.seq > mark.seq);

  await holder.query(beginAlone);
  const commits = [1, 2].map((institution, index) => nodes[index]!.records.commit([deviceless('3', 'd', { institutionId: institution })]));
  await untilWaiting(2);
  await holder.query('commit');
  assert.deepEqual((await Promise.all(commits)).map(([one]) => one!.kind), ['stored', 'stored']);
});

test('a reader who goes on from where it stood misses nothing of what two nodes write at once', async () => {
  const students = Array.from({ length: 120 }, (_, index) => String(index));
  const seen = new Map<string, number>();
  let attempts = 0;
  let cursor = 0;
  let isOver = false;

  async function read(): Promise<void> {
    const changes = await nodes[0].records.changesAfter(institutionId, classId, cursor, 50);
    for (const { studentId, seq } of changes.records) seen.set(studentId, seq);
    attempts += changes.refused.length;
    cursor = changes.cursor;
    if (!changes.isComplete) await read();
  }

  async function reading(): Promise<void> {
    while (!isOver) await read();
    await read();
  }

  async function write(node: Store, own: readonly string[]): Promise<void> {
    for (let at = 0; at < own.length; at += 3) {
      const [first, second, third] = own.slice(at, at + 3) as [string, string, string];
      await Promise.all([
        node.records.commit([deviceless(first, `e${first}`), anAttempt(first)]),
        node.records.commit([deviceless(second, `e${second}`)]),
        node.records.commit([someEvidence(third, `e${third}`)]),
      ]);
    }
  }

  const reader = reading();
  await Promise.all([write(nodes[0], students.slice(0, 60)), write(nodes[1], students.slice(60))]);
  isOver = true;
  await reader;
  assert.deepEqual([...seen.keys()].toSorted(), students.toSorted());
  assert.equal(new Set(seen.values()).size, students.length);
  assert.equal(attempts, students.length / 3);
});
