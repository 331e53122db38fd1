import assert from 'node:assert/strict';
import { it } from 'node:test';

import fc from 'fast-check';

import type { LiveEvent, RecordView, RefusedAttemptView } from '../protocol/schemas.ts';
import { emptyTable, foldEvent, type SessionTable } from './session-table.ts';

const students = ['S1', 's1', 'S2', 'S3'];
const change = fc.oneof(fc.record({ refusedOf: fc.constantFrom(...students) }), fc.record({ recordOf: fc.constantFrom(...students), late: fc.boolean() }), fc.record({ removalOf: fc.constantFrom(...students) }));
type Change = { refusedOf: string } | { removalOf: string } | { recordOf: string; late: boolean };

const at = (seq: number) => new Date(1_700_000_000_000 + seq * 1000).toISOString();

/** What the feed sends to a reader who has `after` when the session has seen the first `upTo` changes: the newest state of each row. */
function eventOf(history: readonly Change[], after: number, upTo: number): LiveEvent {
  const records = new Map<string, RecordView>();
  const refused: RefusedAttemptView[] = [];
  const removed: LiveEvent['removed'] = [];
  history.slice(0, upTo).forEach((each, index) => {
    const seq = index + 1;
    if ('refusedOf' in each) refused.push({ student_id: each.refusedOf, code: 'code_expired', reason: 'r', carrier: 'token', at: at(seq), seq });
    else if ('removalOf' in each) {
      if (records.delete(each.removalOf.toUpperCase())) removed.push({ student_id: each.removalOf, seq });
    } else {
      const attendance = each.late ? 'late' : 'present';
      const times = { latency_seconds: seq, scanned_at: at(seq), received_at: at(seq), device: null, note: null, checks: [], asked: false };
      const grading: Pick<RecordView, 'grade' | 'standing' | 'reasons'> = { grade: 'online_in_window', standing: 'counted', reasons: [] };
      records.set(each.recordOf.toUpperCase(), { student_id: each.recordOf, attendance, ...grading, ...times, seq });
    }
  });
  return {
    records: [...records.values()].filter(({ seq }) => seq > after),
    refused: refused.filter(({ seq }) => seq > after),
    removed: removed.filter(({ seq }) => seq > after),
    alarm: null,
    counts: { counted: records.size, provisional: 0, held: 0, refused: refused.length },
    ...{ cursor: upTo, complete: true, restart: false, session: sessionAt(upTo) },
  };
}

function sessionAt(seq: number): LiveEvent['session'] {
  return {
    ...{ session_id: 'x', course: 'Networks', state: 'open', starts_at: at(0), closes_at: at(900), duration_minutes: 15, identity: 'device' },
    ...{ rotation_seconds: 5, grace_seconds: 10, late_after_minutes: null, typed_enabled: true, checks: [], created_at: at(0), server_now: at(seq) },
  };
}

const plain = (table: SessionTable) => ({ ...table, records: new Map([...table.records].sort()), removed: new Map([...table.removed].sort()) });
const changes = fc.array(change as fc.Arbitrary<Change>, { minLength: 1, maxLength: 30 });

it('is the same table after any events that overlap, repeat or come late, once they cover the whole history', () => {
  fc.assert(
    fc.property(changes, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }), fc.nat(), (history, spans, place) => {
      const noise = spans.map(([left, right]) => {
        const [low, high] = [left % (history.length + 1), right % (history.length + 1)].sort((one, other) => one - other) as [number, number];
        return eventOf(history, low, high);
      });
      const whole = eventOf(history, 0, history.length);
      const events = noise.toSpliced(place % (noise.length + 1), 0, whole);
      assert.deepEqual(plain(events.reduce(foldEvent, emptyTable)), plain(foldEvent(emptyTable, whole)));
    }),
    { numRuns: 2000 },
  );
});

it('is the whole table where a reader went on from its cursor each time', () => {
  fc.assert(
    fc.property(changes, fc.array(fc.nat(), { maxLength: 8 }), (history, stops) => {
      let table = emptyTable;
      for (const stop of [...stops.map((each) => each % (history.length + 1)).sort((left, right) => left - right), history.length]) {
        table = foldEvent(table, eventOf(history, table.cursor, stop));
      }
      assert.deepEqual(plain(table), plain(foldEvent(emptyTable, eventOf(history, 0, history.length))));
    }),
    { numRuns: 1000 },
  );
});

it('takes the newer word about the session where no row changed', () => {
  const open = eventOf([], 0, 0);
  const closed = { ...open, session: { ...sessionAt(60), state: 'closed' as const } };
  for (const events of [[open, closed], [closed, open], [open, closed, open]]) {
    assert.equal(events.reduce(foldEvent, emptyTable).session?.state, 'closed');
  }
});

it('hears that the server’s clock was set back, although every later event looks older by it', () => {
  const before = { ...eventOf([], 0, 0), session: sessionAt(60) };
  const jump = { at: at(23), by_seconds: -37 };
  const table = [before, { ...before, session: sessionAt(23), clock_jump: jump }].reduce(foldEvent, emptyTable);
  assert.deepEqual(table.clockJump, jump);
  assert.equal(foldEvent(table, { ...before, session: sessionAt(24), clock_jump: null }).clockJump, null);
});

it('forgets every row of another history when the server begins anew', () => {
  const history: readonly Change[] = [{ recordOf: 'a', late: false }, { refusedOf: 'b' }];
  const lost = foldEvent(emptyTable, eventOf([...history, { recordOf: 'lost', late: false }], 0, 3));
  const restored = foldEvent(lost, { ...eventOf(history, 0, 2), restart: true });
  assert.deepEqual(plain(restored), plain(foldEvent(emptyTable, eventOf(history, 0, 2))));
});
