import assert from 'node:assert/strict';
import { test } from 'node:test';

import { groupsOf, reasonsOf, type DeskSources } from './desk-groups.ts';
import { itemOf, recordOf, refusalOf } from './test-desk.ts';

const sources = (wish: Partial<DeskSources['reply']> & Partial<Omit<DeskSources, 'reply'>>): DeskSources => {
  const { items = [], refused = [], records = new Map(), query = '', sending = new Map() } = wish;
  return { reply: { items, refused }, records, query, sending };
};
const names = (wish: Parameters<typeof sources>[0]) => {
  const { counted, ...groups } = groupsOf(sources(wish));
  const rows = Object.entries(groups).flatMap(([name, rows]) => (rows.length === 0 ? [] : [[name, rows.map(({ student }) => student)]]));
  return { ...Object.fromEntries(rows), ...(counted.length === 0 ? {} : { counted: counted.map(({ student_id: student }) => student) }) };
};

test('held and asked records wait, provisional ones stand apart, decided ones are put away', () => {
  const items = [
    itemOf('S1'),
    itemOf('S2', { standing: 'provisional', grade: 'offline_unbounded' }),
    itemOf('S3', { standing: 'counted' }, 'accept'),
    itemOf('S4', { asked: true }, 'ask'),
    itemOf('S5', { attendance: 'absent', standing: 'counted' }, 'reject', 12),
    itemOf('S6', { grade: 'manual', standing: 'counted' }, 'set', 10),
  ];
  assert.deepEqual(names({ items }), { waiting: ['S1', 'S4'], provisional: ['S2'], decided: ['S5', 'S6', 'S3'] });
});

test('a record that counts by itself again leaves the desk', () => {
  assert.deepEqual(names({ items: [itemOf('S1', { standing: 'counted', grade: 'online_in_window' })] }), {});
});

test('a record that waits stands on the desk even where the list is cut or older than the feed', () => {
  const records = new Map([['S1', recordOf('S1')], ['S2', recordOf('S2', { standing: 'provisional' })], ['S3', recordOf('S3', { standing: 'counted' })]]);
  assert.deepEqual(names({ items: [itemOf('S1')], records }), { waiting: ['S1'], provisional: ['S2'] });
});

test('refused attempts are one row a student, and who was recorded later is told apart', () => {
  const refused = [refusalOf('s-1', { seq: 3 }), refusalOf('S-2', { seq: 2 }), refusalOf('S-1', { seq: 1 }), refusalOf(null), refusalOf(null), refusalOf('S-3', { record_standing: 'counted' })];
  assert.deepEqual(names({ refused, records: new Map([['S-2', recordOf('S-2', { standing: 'counted' })]]) }), { refused: ['s-1', null], recovered: ['S-2', 'S-3'] });
  const { refused: rows } = groupsOf(sources({ refused }));
  assert.deepEqual(rows.map(({ attempts }) => attempts.length), [2, 1, 2]);
});

test('attempts of a student who waits stand with what waits, and nowhere else', () => {
  const groups = groupsOf(sources({ items: [itemOf('S-1')], refused: [refusalOf('s-1')] }));
  assert.deepEqual([groups.waiting[0]!.attempts.length, groups.refused.length], [1, 0]);
});

test('a refused scan that staff asked about waits, and one that they rejected is decided, until that is taken back', () => {
  const decided = (decision: 'ask' | 'reject') => ({ decision: { decision, note: 'who was that?', staff: 'Prof. Rossi', at: '2026-03-02T09:06:00Z', seq: 7 } });
  const refused = [refusalOf('S1', decided('ask')), refusalOf('S2', decided('reject')), refusalOf('S3')];
  assert.deepEqual(names({ refused }), { waiting: ['S1'], refused: ['S3'], decided: ['S2'] });
  assert.deepEqual(names({ refused, sending: new Map([['S2', { decision: 'undo', note: '' }]]) }), { waiting: ['S1'], refused: ['S2', 'S3'] });
});

test('what was just decided moves at once, and goes back where it is not confirmed', () => {
  const items = [itemOf('S1'), itemOf('S2', { standing: 'provisional' }), itemOf('S3', { standing: 'held' }, 'accept')];
  const sending = new Map([['S1', { decision: 'accept', note: 'x' } as const], ['S2', { decision: 'ask', note: 'x' } as const], ['S3', { decision: 'undo', note: '' } as const]]);
  assert.deepEqual(names({ items, sending }), { waiting: ['S2', 'S3'], decided: ['S1'] });
  assert.deepEqual(names({ items }), { waiting: ['S1'], provisional: ['S2'], decided: ['S3'] });
});

test('a search finds everything of a student, whatever the case: what waits, what was refused, what simply counts', () => {
  const wish = { items: [itemOf('2022IMT-048')], refused: [refusalOf('2022imt-049'), refusalOf(null)], records: new Map([['2022IMT-050', recordOf('2022IMT-050', { standing: 'counted' })]]) };
  assert.deepEqual(names({ ...wish, query: '2022imt-04' }), { waiting: ['2022IMT-048'], refused: ['2022imt-049'] });
  assert.deepEqual(names({ ...wish, query: ' 050 ' }), { counted: ['2022IMT-050'] });
  assert.deepEqual(names({ ...wish, query: '999' }), {});
});

test('rows of one kind can be chosen at once; what names nobody or is being sent cannot', () => {
  const items = [itemOf('S1'), itemOf('S2', { reasons: ['no_device_signature', 'typed_code'] }), itemOf('S3')];
  const refused = [refusalOf('S8'), refusalOf(null)];
  const groups = groupsOf(sources({ items, refused, sending: new Map([['S3', { decision: 'ask', note: 'x' }]]) }));
  assert.deepEqual(reasonsOf(groups.waiting), [
    { reason: 'no_device_signature', keys: ['S1', 'S2'] },
    { reason: 'typed_code', keys: ['S2'] },
  ]);
  assert.deepEqual(reasonsOf(groups.refused), [{ reason: 'code_expired', keys: ['S8'] }]);
});
