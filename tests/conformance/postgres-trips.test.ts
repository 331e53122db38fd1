import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { CommitItem } from '../../src/attendance/ports.ts';
import type { Store } from '../../src/store/open.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { rowsIn } from '../support/rows-in.ts';
import { somePostgres, type SomePostgres } from '../support/some-postgres.ts';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { aMark, anAttempt, aSession, classId, deviceless, institutionId, nextEvidence, otherClassId, someEvidence, startMs } from './samples.ts';

/** How often a commit travels to the database and back, counted on the way. */

let postgres: SomePostgres;
let proxy: TcpProxy;
let url: string;
let store: Store;

before(async () => {
  postgres = await somePostgres();
});
beforeEach(async (context) => {
  url = await postgres.newDatabase();
  proxy = await tcpProxy(Number(new URL(url).port));
  const opened = await openPostgres({ url: url.replace(/:\d+\//, `:${proxy.port}/`), connections: 1 });
  assert.ok(opened.ok, JSON.stringify(opened));
  store = opened.value;
  for (const sessionId of [classId, otherClassId]) await store.sessions.insertSession(aSession({ sessionId, identity: 'open' }));
  (context as { after(clean: () => Promise<void>): void }).after(async () => {
    await store.close();
    proxy.close();
  });
});
after(() => postgres.remove());

const hall = (from: number, count: number) => Array.from({ length: count }, (_, index) => deviceless(String(from + index), `e${from + index}`));

/** Of the connections that statements go over; the one that hears signals is another. */
const ofStore = 'application_name\0attend\0';

async function tripsOf(batch: readonly CommitItem[]): Promise<{ readonly trips: number; readonly kinds: readonly string[] }> {
  const before = proxy.trips(ofStore);
  const outcomes = await store.records.commit(batch);
  return { trips: proxy.trips(ofStore) - before, kinds: [...new Set(outcomes.map(({ kind }) => kind))] };
}

test('what no device sealed is stored in one trip, however much it is, once its session is known', async () => {
  await tripsOf(hall(0, 1));
  assert.deepEqual(await tripsOf(hall(1, 1)), { trips: 1, kinds: ['stored'] });
  assert.deepEqual(await tripsOf([...hall(400, 2), ...hall(400, 1)]), { trips: 1, kinds: ['stored', 'replayed'] });
  // The last, since a new database is counted once it has so many rows, over the same connection.
  assert.deepEqual(await tripsOf([...hall(10, 300), anAttempt('x'), anAttempt(null)]), { trips: 1, kinds: ['stored', 'noted'] });
  assert.deepEqual(await rowsIn(url, 'select count(*)::integer as rows, count(distinct seq)::integer as places, max(seq)::integer <= (select last_seq from change_counter) as counted from record'), [
    { rows: 304, places: 304, counted: true },
  ]);
});

test('what devices sealed is stored in three trips: to ask and lock, to write, to commit', async () => {
  const phones = (from: number) => Array.from({ length: 30 }, (_, index) => someEvidence(String(from + index), `p${from + index}`));
  await store.records.commit(phones(1000));
  const first = phones(2000);
  assert.deepEqual(await tripsOf(first), { trips: 3, kinds: ['stored'] });
  const next = first.map((before, index) => nextEvidence(before, `n${index}`, { sessionId: otherClassId }));
  assert.deepEqual(await tripsOf([...next, ...hall(5000, 20)]), { trips: 3, kinds: ['stored'] });
});

test('what is stored already is found and answered, and nothing else of its batch is lost', async () => {
  await tripsOf(hall(0, 2));
  const { kinds } = await tripsOf([...hall(1, 3), deviceless('0', 'another')]);
  assert.deepEqual(kinds, ['replayed', 'stored', 'duplicate']);
  assert.deepEqual(await rowsIn(url, 'select student_id from record order by student_id'), ['0', '1', '2', '3'].map((student) => ({ student_id: student })));
  assert.deepEqual((await tripsOf(hall(10, 1))).trips, 1);
});

test('a session that another node changed is read again before anything is judged by it', async () => {
  await tripsOf(hall(0, 1));
  await store.records.commit([anAttempt('3')]);
  const elsewhere = await openPostgres({ url, connections: 1 });
  assert.ok(elsewhere.ok);
  try {
    const display = { institutionId, sessionId: classId, displayId: 'd', name: null, isHidden: false, isLast: false };
    await elsewhere.value.displays.report({ ...display, known: [0, 5], shown: [[0, 2], [4, 5]], atMs: startMs + 30_000 });
    const [outcome] = await store.records.commit([deviceless('1', 'e1', { epoch: 3 })]);
    assert.ok(outcome?.kind === 'stored');
    assert.ok(outcome.evidence.reasons.includes('code_not_shown'), JSON.stringify(outcome.evidence.reasons));
    await elsewhere.value.records.mark(aMark('2'));
    await elsewhere.value.desk.decide({ kind: 'reject', institutionId, sessionId: classId, studentId: '3', studentKey: '3', status: null, expectedSeq: null, note: '', staffName: 'Dr. Rao', atMs: startMs });
  } finally {
    await elsewhere.value.close();
  }
  const outcomes = await store.records.commit(hall(1, 3));
  assert.deepEqual(outcomes.map(({ kind }) => kind), ['replayed', 'duplicate', 'stored']);
  assert.deepEqual(await rowsIn(url, "select status from record where student_key = '3'"), [{ status: 'absent' }]);
});
