import type { DecisionView, DeskItem, DeskRefusal, DeskReply } from '../../../protocol/desk-schemas.ts';
import type { RecordView } from '../../../protocol/schemas.ts';
import { studentKeyOf } from '../../../protocol/student-number.ts';
import type { DecisionKind } from '../../../protocol/words.ts';

/** A student of whom something is stored that did not simply count, with the refused attempts beside it, newest first. */
export interface ItemRow {
  readonly kind: 'item';
  readonly key: string;
  readonly student: string;
  readonly item: DeskItem;
  readonly attempts: readonly DeskRefusal[];
  /** What was just decided here and is not confirmed yet. */
  readonly sending: Sending | undefined;
}

/** A student of whom only refused attempts are on the desk; `student` is null for attempts that named nobody. */
export interface RefusedRow {
  readonly kind: 'refused';
  readonly key: string;
  readonly student: string | null;
  readonly attempts: readonly DeskRefusal[];
  readonly sending: Sending | undefined;
}

export type DeskRow = ItemRow | RefusedRow;

export interface Sending {
  readonly decision: 'accept' | 'reject' | 'ask' | 'undo';
  readonly note: string;
}

export const groupNames = ['waiting', 'provisional', 'refused', 'recovered', 'decided'] as const;
export type GroupName = (typeof groupNames)[number];

export interface DeskGroups extends Readonly<Record<GroupName, readonly DeskRow[]>> {
  /** Records that simply count: only where somebody is searched for. */
  readonly counted: readonly RecordView[];
}

export interface DeskSources {
  readonly reply: Pick<DeskReply, 'items' | 'refused'>;
  /** Everybody recorded, as the live feed says it, by `studentKeyOf`. */
  readonly records: ReadonlyMap<string, RecordView>;
  readonly query: string;
  /** By `studentKeyOf`. */
  readonly sending: ReadonlyMap<string, Sending>;
}

/** More than these are found by typing more of the number. */
const mostCounted = 20;

/** Sorts everything of a session by what staff have to do about it. */
export function groupsOf({ reply, records, query, sending }: DeskSources): DeskGroups {
  const wanted = studentKeyOf(query);
  const groups: Record<GroupName, DeskRow[]> = { waiting: [], provisional: [], refused: [], recovered: [], decided: [] };
  const attempts = attemptsByStudent(reply.refused);
  const onDesk = new Set<string>();
  for (const item of [...reply.items, ...notListed(reply.items, records)]) {
    const key = studentKeyOf(item.record.student_id);
    const row: ItemRow = { kind: 'item', key, student: item.record.student_id, item, attempts: attempts.get(key) ?? [], sending: sending.get(key) };
    const group = groupOfItem(row);
    if (group === undefined) continue;
    onDesk.add(key);
    if (key.includes(wanted)) groups[group].push(row);
  }
  for (const [key, each] of attempts) {
    if (onDesk.has(key) || !key.includes(wanted)) continue;
    const row: RefusedRow = { kind: 'refused', key, student: each[0]!.student_id, attempts: each, sending: sending.get(key) };
    groups[groupOfRefused(row, records)].push(row);
  }
  groups.decided.sort((left, right) => decidedAt(right) - decidedAt(left));
  return { ...groups, counted: wanted === '' ? [] : countedOf(records, wanted, onDesk) };
}

/** Records that wait and that the reply leaves out, since it is cut or older than the feed: their evidence is not known yet. */
function notListed(items: readonly DeskItem[], records: ReadonlyMap<string, RecordView>): readonly DeskItem[] {
  const listed = new Set(items.map(({ record }) => studentKeyOf(record.student_id)));
  const missing = [...records].filter(([key, { standing }]) => standing !== 'counted' && !listed.has(key));
  return missing
    .map(([, record]) => ({ record, evidence: [], decision: null }))
    .sort((left, right) => Date.parse(left.record.received_at) - Date.parse(right.record.received_at));
}

/** A mark by hand is a decision too. A record that counts by itself and was not decided has nothing to do on the desk. */
function groupOfItem({ item: { record, decision }, sending }: ItemRow): 'waiting' | 'provisional' | 'decided' | undefined {
  const decided = sending?.decision === 'undo' ? undefined : (sending?.decision ?? decisionOf(record, decision?.decision));
  if (decided === 'ask') return 'waiting';
  if (decided !== undefined) return 'decided';
  if (record.standing === 'held') return 'waiting';
  return record.standing === 'provisional' ? 'provisional' : undefined;
}

/** A question or a rejection needs no record. */
function groupOfRefused(row: RefusedRow, records: DeskSources['records']): GroupName {
  if (row.key !== '' && (records.has(row.key) || row.attempts[0]!.record_standing !== null)) return 'recovered';
  const decided = row.sending?.decision === 'undo' ? undefined : (row.sending?.decision ?? decisionAbout(row)?.decision);
  if (decided === undefined) return 'refused';
  return decided === 'ask' ? 'waiting' : 'decided';
}

/** What staff decided about the student of a row and did not take back; null where they did nothing. */
export function decisionAbout(row: DeskRow): DecisionView | null {
  return row.kind === 'item' ? row.item.decision : (row.attempts[0]?.decision ?? null);
}

function decisionOf(record: RecordView, decision: DecisionKind | undefined): DecisionKind | undefined {
  return record.asked ? 'ask' : decision;
}

function decidedAt(row: DeskRow): number {
  if (row.sending !== undefined) return Infinity;
  return decisionAbout(row)?.seq ?? 0;
}

/** In the order in which each student's newest attempt came; the server lists the newest first. Attempts that name nobody are one row. */
function attemptsByStudent(refused: readonly DeskRefusal[]): ReadonlyMap<string, readonly DeskRefusal[]> {
  const found = new Map<string, DeskRefusal[]>();
  for (const attempt of refused) {
    const key = studentKeyOf(attempt.student_id ?? '');
    const known = found.get(key);
    if (known === undefined) found.set(key, [attempt]);
    else known.push(attempt);
  }
  return found;
}

function countedOf(records: ReadonlyMap<string, RecordView>, wanted: string, onDesk: ReadonlySet<string>): readonly RecordView[] {
  const found: RecordView[] = [];
  for (const [key, record] of records) {
    if (!key.includes(wanted) || onDesk.has(key)) continue;
    found.push(record);
    if (found.length === mostCounted) break;
  }
  return found;
}

/** Whether staff can decide about the row together with others. */
export function isSelectable(row: DeskRow): boolean {
  return row.student !== null && row.sending === undefined;
}

/** Why the rows stand where they do, the most frequent first, so that all of one kind can be chosen at once. */
export function reasonsOf(rows: readonly DeskRow[]): readonly { readonly reason: string; readonly keys: readonly string[] }[] {
  const found = new Map<string, string[]>();
  for (const row of rows.filter(isSelectable)) {
    const reasons = row.kind === 'item' ? row.item.record.reasons : [row.attempts[0]!.code];
    for (const reason of reasons) found.set(reason, [...(found.get(reason) ?? []), row.key]);
  }
  return [...found].map(([reason, keys]) => ({ reason, keys })).sort((left, right) => right.keys.length - left.keys.length);
}
