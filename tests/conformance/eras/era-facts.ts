import assert from 'node:assert/strict';
import type { Store } from '../../../src/store/open.ts';
import type { Era, EraRow } from './era.ts';

/** Looks every row of an era up through the ports: as many as there were, each with what it said. */
export async function assertFacts(store: Store, { tables }: Era): Promise<void> {
  const rowsOf = (table: string) => tables[table] ?? [];
  const sessions = rowsOf('session');
  const [institutionId] = sessions.map((row) => row['institution_id'] as number);
  const listed = await store.sessions.listSessions(institutionId!, Number.MAX_SAFE_INTEGER, 1_000);
  assert.equal(listed.length, sessions.length);
  for (const row of sessions) {
    const id = row['session_id'] as string;
    const ofThis = (table: string) => rowsOf(table).filter((each) => each['session_id'] === id);
    agree(listed.find(({ session }) => session.sessionId === id)!.session, row, { openings: parsed, checks: parsed, policy: parsed }, ['opens_at_ms', 'closes_at_ms', 'seq']);

    const records = await store.records.listRecords(institutionId!, id, null, 1_000);
    assert.equal(records.length, ofThis('record').length);
    for (const each of ofThis('record')) {
      const found = records.find(({ record }) => record.studentKey === each['student_key']);
      agree(found!.record, each, { reasons: parsed, checks: parsed, is_asked: Boolean }, ['institution_id']);
      assert.deepEqual(found!.evidence?.entryId ?? null, each['entry_id'], 'the evidence stands behind it');
    }
    for (const each of ofThis('evidence')) {
      const place = { sessionId: id, studentKey: each['student_key'] as string };
      agreeOnEvidence(await store.records.findEvidence(institutionId!, each['entry_id'] as Uint8Array, place), each);
    }

    const refused = await store.desk.listRefusals(institutionId!, id, 1_000);
    assert.equal(refused.length, ofThis('refused_attempt').length);
    for (const each of ofThis('refused_attempt')) agree(refused.find(({ seq }) => seq === each['seq']), each, {}, ['institution_id', 'session_id']);
    const history = await store.desk.listHistory(institutionId!, id, null, 1_000);
    assert.equal(history.length, ofThis('record_change').length);
    for (const each of ofThis('record_change')) agree(history.find(({ seq }) => seq === each['seq']), each, { before: parsed, after: parsed }, ['institution_id', 'session_id']);
    const headcounts = await store.insight.listHeadcounts(institutionId!, id, 1_000);
    assert.equal(headcounts.length, ofThis('headcount').length);
    for (const [index, each] of ofThis('headcount').toReversed().entries()) agree(headcounts[index], each, {}, ['seq']);
    for (const each of newestDecisions(ofThis('decision'))) {
      agree(await store.desk.findDecision(institutionId!, id, each['student_key'] as string), each, {}, ['institution_id', 'session_id', 'student_id', 'undone_seq']);
    }
    const displays = await store.displays.listDisplays(institutionId!, id);
    for (const each of ofThis('display').filter(({ display_id: display }) => displays.some(({ displayId }) => displayId === display))) {
      agree(displays.find(({ displayId }) => displayId === each['display_id']), each, { is_hidden: Boolean, is_closed: Boolean }, ['institution_id', 'session_id', 'first_seen_at_ms', 'order_hide', 'order_seq', 'order_by']);
    }
  }
  for (const row of rowsOf('device')) agree(await store.devices.findDevice(institutionId!, row['device_id'] as Uint8Array), row, {}, ['is_forked', 'has_gaps']);
  for (const row of rowsOf('course_policy')) assert.deepEqual(await store.policies.findPolicy(institutionId!, row['course'] as string), parsed(row['policy']));
  for (const row of rowsOf('staff_token')) agree(await store.staff.findToken(row['hash'] as Uint8Array), row, {}, []);
}

function agreeOnEvidence(evidence: object | undefined, row: EraRow): void {
  const { seq, prev } = JSON.parse(row['form'] === 'entry' ? (row['body'] as string) : '{}') as { readonly seq?: number; readonly prev?: string | null };
  const place = seq === undefined || row['device_id'] === null ? null : { seq, prev: typeof prev === 'string' ? new Uint8Array(Buffer.from(prev, 'base64url')) : null };
  agree(evidence, { ...row, chain: place }, { reasons: parsed, queued: Boolean, is_guest: Boolean }, ['chain_seq', 'chain_prev']);
}

type Reading = (value: unknown) => unknown;

/** Each column says what the property of its name says; `unread` are those that no port shows. */
function agree(found: object | undefined, row: EraRow, readings: Readonly<Record<string, Reading>>, unread: readonly string[]): void {
  const told = Object.entries(row).filter(([column]) => !unread.includes(column));
  const expected = Object.fromEntries(told.map(([column, value]) => [camelCase(column), (readings[column] ?? ((as) => as))(value)]));
  const properties = found as Readonly<Record<string, unknown>> | undefined;
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((property) => [property, properties?.[property]])), expected);
}

function newestDecisions(rows: readonly EraRow[]): readonly EraRow[] {
  const standing = new Map(rows.filter(({ undone_seq: undone }) => undone === null).map((row) => [row['student_key'], row]));
  return [...standing.values()];
}

function parsed(value: unknown): unknown {
  return value === null ? null : (JSON.parse(value as string) as unknown);
}

function camelCase(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
