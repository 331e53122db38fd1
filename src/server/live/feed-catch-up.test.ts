import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import type { SessionChanges } from '../../attendance/ports.ts';
import type { StoredRecord } from '../../attendance/record.ts';
import { grades, standingOfGrade } from '../../protocol/words.ts';
import { feedOver, watcherAt, type Seen } from './feed-stage.ts';
import { pauseMs } from './feed.ts';

/** A session in memory that changes as a real one does: a row's place is that of its newest change. */
function sessionInMemory() {
  const records = new Map<string, StoredRecord>();
  const [refused, removed]: [SessionChanges['refused'][number][], SessionChanges['removed'][number][]] = [[], []];
  let seq = 0;
  /** Done after the next read has taken what it answers, as a commit that lands between two reads. */
  let meanwhile: () => void = () => undefined;

  function change(student: number): void {
    seq++;
    const studentKey = `S-${student}`;
    if (seq % 11 === 0) return void refused.push({ studentId: studentKey, code: 'code_expired', carrier: null, atMs: seq, seq });
    if (seq % 7 === 0 && records.delete(studentKey)) return void removed.push({ studentKey, seq });
    const [status, grade] = [(['present', 'late', 'absent'] as const)[seq % 3]!, grades[(seq * 13) % grades.length]!];
    const times = { receivedAtMs: seq, scannedAtMs: seq, latencyMs: 0 };
    const rest = { sessionId: 's', studentId: studentKey, deviceId: null, reasons: [], note: null, checks: [], isAsked: false };
    records.set(studentKey, { studentKey, entryId: null, status, grade, seq, ...times, ...rest });
  }

  async function changesAfter(_: number, __: string, cursor: number, limit: number): Promise<SessionChanges> {
    const after = <Item extends { readonly seq: number }>(all: Iterable<Item>) => [...all].filter((one) => one.seq > cursor);
    const places = [...after(records.values()), ...after(refused), ...after(removed)].map((one) => one.seq).toSorted((left, right) => left - right);
    const last = places[Math.min(limit, places.length) - 1] ?? cursor;
    const upTo = <Item extends { readonly seq: number }>(all: Iterable<Item>) => after(all).filter((one) => one.seq <= last);
    const answer = { records: upTo(records.values()), refused: upTo(refused), removed: upTo(removed), isSessionChanged: false, isRestart: false };
    const isComplete = places.length <= limit;
    meanwhile();
    meanwhile = () => undefined;
    return { ...answer, cursor: last, isComplete };
  }

  return {
    ...{ records, refused, changesAfter, change },
    seq: () => seq,
    changeMeanwhile: (changes: () => void) => void (meanwhile = changes),
  };
}

/** The table that somebody has who applies what the watcher was told. */
function tableOf({ events }: Seen): Map<string, number> {
  const table = new Map<string, number>();
  for (const { records, removed } of events) {
    const gone = new Map(removed.map(({ student_id: student, seq }) => [student, seq]));
    for (const { student_id: student } of removed) table.delete(student);
    for (const { student_id: student, seq } of records) if (seq > (gone.get(student) ?? 0)) table.set(student, seq);
  }
  return table;
}

const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('change' as const), count: fc.integer({ min: 1, max: 900 }) }) },
  fc.record({ do: fc.constant('changeMeanwhile' as const), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ do: fc.constant('join' as const), isNew: fc.boolean() }),
  fc.record({ do: fc.constant('fill' as const), who: fc.nat() }),
  fc.record({ do: fc.constant('empty' as const), who: fc.nat() }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: pauseMs }) }) },
);

test('whoever joins, lags or comes back while thousands of changes land is told each of them once, and the counts at the end', async (context) => {
  let store = sessionInMemory();
  const { bell, newFeed, errors, pass } = feedOver(context, (...asked) => store.changesAfter(...asked));

  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async (actions) => {
      store = sessionInMemory();
      const feed = newFeed();
      const watchers: Seen[] = [];
      const firstCursors: number[] = [];
      const change = (count: number) => {
        for (let each = 0; each < count; each++) store.change((store.seq() * 31) % 700);
        bell.ring('s');
      };
      for (const step of actions) {
        if (step.do === 'change') change(step.count);
        else if (step.do === 'changeMeanwhile') store.changeMeanwhile(() => change(step.count));
        else if (step.do === 'join') {
          const watcher = watcherAt(step.isNew ? 0 : store.seq());
          firstCursors.push(watcher.cursor);
          watchers.push(watcher);
          feed.add(watcher);
        } else if (step.do === 'pass') await pass(step.ms);
        else if (watchers.length > 0) {
          watchers[step.who % watchers.length]!.isFull = step.do === 'fill';
          feed.look();
        }
      }
      for (const watcher of watchers) watcher.isFull = false;
      feed.look();
      for (let look = 0; look < 60; look++) await pass(pauseMs);

      const there = [...store.records.values()].filter(({ status }) => status !== 'absent').map(({ grade }) => standingOfGrade[grade]);
      const of = (standing: string) => there.filter((one) => one === standing).length;
      const counts = { counted: of('counted'), provisional: of('provisional'), held: of('held'), refused: store.refused.length };
      for (const [index, watcher] of watchers.entries()) {
        const after = firstCursors[index]!;
        const places = watcher.events.flatMap(({ records, refused }) => [...records, ...refused].map(({ seq }) => seq));
        assert.equal(new Set(places).size, places.length, 'nothing is told twice');
        assert.deepEqual(watcher.events.map(({ cursor }) => cursor), watcher.events.map(({ cursor }) => cursor).toSorted((left, right) => left - right));
        const [newest, table] = [[...store.records.values()].filter(({ seq }) => seq > after), tableOf(watcher)];
        assert.deepEqual([...table].toSorted(), newest.map(({ studentId, seq }) => [studentId, seq] as [string, number]).toSorted());
        assert.deepEqual(watcher.events.at(-1)!.counts, counts);
        assert.equal(watcher.events.at(-1)!.complete, true);
      }
      assert.deepEqual(errors, []);
      feed.stop();
    }),
    { numRuns: 60 },
  );
});
