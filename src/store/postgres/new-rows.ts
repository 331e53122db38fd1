import type { Evidence, StoredRecord } from '../../attendance/record.ts';
import { textOfNumbers, textOfReasons } from '../rows/lists.ts';
import type { EvidenceRow, RefusedAttemptRow } from '../tables.ts';
import { columnOf, type ColumnType, type ColumnValue } from './binary-arrays.ts';
import { saidText, type KnownSession } from './known-sessions.ts';
import type { TripStatement } from './trip.ts';

/** What a batch adds where nothing of it was stored before. Places in the order of changes count from 0 in the batch. */
export interface NewRows {
  readonly institutionId: number;
  /** Places that the batch takes. */
  readonly places: number;
  readonly sessions: ReadonlyMap<string, KnownSession>;
  readonly evidence: readonly Evidence[];
  /** One an evidence, in the same order. */
  readonly records: readonly Pick<StoredRecord, 'seq' | 'checks'>[];
  readonly refused: readonly RefusedAttemptRow[];
}

type EvidenceColumn = readonly [type: ColumnType, valueOf: (evidence: Evidence) => ColumnValue];

/** Columns whose values differ from row to row are arrays; of the others nearly every batch has but one value, which is then said once. */
const own = {
  entry_id: ['bytea', ({ entryId }) => entryId],
  student_id: ['text', ({ studentId }) => studentId],
  student_key: ['text', ({ studentKey }) => studentKey],
  body: ['text', ({ body }) => body],
  received_at_ms: ['bigint', ({ receivedAtMs }) => receivedAtMs],
  scanned_at_ms: ['bigint', ({ scannedAtMs }) => scannedAtMs],
  latency_ms: ['bigint', ({ latencyMs }) => latencyMs],
} as const satisfies Partial<Record<keyof EvidenceRow, EvidenceColumn>>;

/** What `rowOfEvidence` makes, value by value: an object a row would cost more than writing it. */
const mostlyShared = {
  session_id: ['text', ({ sessionId }) => sessionId],
  form: ['text', ({ form }) => form],
  device_signature: ['bytea', ({ deviceSignature }) => deviceSignature],
  device_public_key: ['bytea', ({ devicePublicKey }) => devicePublicKey],
  device_id: ['bytea', ({ deviceId }) => deviceId],
  carrier: ['text', ({ carrier }) => carrier],
  epoch: ['bigint', ({ epoch }) => epoch],
  queued: ['bigint', ({ queued }) => (queued ? 1 : 0)],
  code_age_ms: ['bigint', ({ codeAgeMs }) => codeAgeMs],
  grade: ['text', ({ grade }) => grade],
  reasons: ['text', ({ reasons }) => textOfReasons(reasons)],
  status: ['text', ({ status }) => status],
  second_epoch: ['bigint', ({ secondEpoch }) => secondEpoch],
  claimed_at_ms: ['bigint', ({ claimedAtMs }) => claimedAtMs],
  way: ['text', ({ way }) => way],
  is_guest: ['bigint', ({ isGuest }) => (isGuest ? 1 : 0)],
  chain_seq: ['bigint', ({ chain }) => chain?.seq ?? null],
  chain_prev: ['bytea', ({ chain }) => chain?.prev ?? null],
  head: ['bytea', ({ head }) => head],
  answered: ['text', ({ answered }) => answered],
} as const satisfies Record<Exclude<keyof EvidenceRow, keyof typeof own | 'institution_id'>, EvidenceColumn>;

const evidenceColumns = [...Object.keys(own), ...Object.keys(mostlyShared)] as readonly (keyof typeof own | keyof typeof mostlyShared)[];
const ownColumns: readonly (readonly [string, EvidenceColumn])[] = Object.entries(own);
const sharedColumns: readonly (readonly [string, EvidenceColumn])[] = Object.entries(mostlyShared);
const recordColumns = ['session_id', 'student_key', 'student_id', 'entry_id', 'device_id', 'status', 'grade', 'reasons', 'received_at_ms', 'scanned_at_ms', 'latency_ms'] as const;
const refusedColumns = { session_id: 'text', seq: 'bigint', student_id: 'text', code: 'text', carrier: 'text', at_ms: 'bigint' } as const satisfies Omit<
  Record<keyof RefusedAttemptRow, ColumnType>,
  'institution_id'
>;

/** Texts that a process keeps; beyond them every column of a batch is an array, which is one text more. */
const maxTexts = 48;

/**
 * One statement that stores a batch, if the sessions are still as they are known: it takes the places, writes the rows and answers the last
 * place, or nothing where a session has changed. A row that is stored already fails it by its unique key. It looks up nothing but
 * the sessions, so it has no plan that a growing table could make wrong.
 */
export function newRowsStatements() {
  const texts = new Map<string, string>();

  function textOf(name: string, arrays: ReadonlySet<string>, hasRefused: boolean): string {
    const text = texts.get(name) ?? insertText(arrays, hasRefused);
    texts.set(name, text);
    return text;
  }

  return function statementOf({ institutionId, places, sessions, evidence, records, refused }: NewRows): TripStatement {
    const first = evidence[0]!;
    const differing = sharedColumns.filter(([, [, valueOf]]) => differs(evidence, valueOf)).map(([column]) => column);
    const checks = records.map((record) => textOfNumbers(record.checks));
    if (checks.some((text) => text !== checks[0])) differing.push('checks');
    const hasRefused = refused.length > 0;
    const wanted = `${differing.join()} ${hasRefused}`;
    const isAllArrays = !texts.has(wanted) && texts.size >= maxTexts;
    const arrays = new Set<string>(isAllArrays ? [...Object.keys(mostlyShared), 'checks'] : differing);
    const known = [...sessions];
    return {
      text: textOf(isAllArrays ? `all ${hasRefused}` : wanted, arrays, hasRefused),
      values: [
        ...[institutionId, places],
        columnOf('text', known, ([sessionId]) => sessionId),
        columnOf('bigint', known, ([, { seq }]) => seq),
        columnOf('text', known, ([, { said }]) => said),
        columnOf('bigint', records, ({ seq }) => seq),
        ...ownColumns.map(([, [type, valueOf]]) => columnOf(type, evidence, valueOf)),
        ...sharedColumns.map(([column, [type, valueOf]]) => (arrays.has(column) ? columnOf(type, evidence, valueOf) : valueOf(first))),
        arrays.has('checks') ? columnOf('text', checks, (text) => text) : checks[0]!,
        ...(hasRefused ? Object.entries(refusedColumns).map(([column, type]) => columnOf(type, refused, (row) => row[column as keyof RefusedAttemptRow])) : []),
      ],
    };
  };
}

function differs(evidence: readonly Evidence[], valueOf: EvidenceColumn[1]): boolean {
  const first = valueOf(evidence[0]!);
  for (let index = 1; index < evidence.length; index++) if (valueOf(evidence[index]!) !== first) return true;
  return false;
}

function insertText(arrays: ReadonlySet<string>, hasRefused: boolean): string {
  let parameter = 5;
  const unnested: (readonly [string, string])[] = [];
  const expressions = new Map<string, string>();
  const typed = [...ownColumns, ...sharedColumns].map(([column, [type]]) => [column, type] as const);
  for (const [column, type] of [['place', 'bigint'], ...typed, ['checks', 'text']] as const) {
    parameter += 1;
    const isArray = arrays.has(column) || column === 'place' || column in own;
    if (isArray) unnested.push([`$${parameter}::${type}[]`, column]);
    expressions.set(column, isArray ? `own.${column}` : `$${parameter}::${type}`);
  }
  const refused = Object.entries(refusedColumns).map(([column, type]) => [`$${++parameter}::${type}[]`, column] as const);
  const from = (rows: readonly (readonly [string, string])[]) =>
    `from places, unnest(${rows.map(([array]) => array).join(', ')}) as own (${rows.map(([, column]) => column).join(', ')})`;
  const all = (columns: readonly string[]) => columns.map((column) => expressions.get(column)).join(', ');
  return [
    `with known as (select count(*) as sessions from unnest($3::text[], $4::bigint[], $5::text[]) as known (session_id, seq, said)`,
    `where known.seq = (select seq from session where session.institution_id = $1 and session.session_id = known.session_id)`,
    `and not exists (select from decision where decision.institution_id = $1 and decision.session_id = known.session_id)`,
    `and known.said = ${saidText('known.session_id')}),`,
    `counter as (insert into change_counter (institution_id, last_seq) select $1::bigint, $2::bigint from known where known.sessions = cardinality($3::text[])`,
    `on conflict (institution_id) do update set last_seq = change_counter.last_seq + excluded.last_seq returning last_seq),`,
    `places as (select last_seq - $2::bigint + 1 as first from counter),`,
    `new_evidence as (insert into evidence (institution_id, ${evidenceColumns.join(', ')}) select $1::bigint, ${all(evidenceColumns)} ${from(unnested)})`,
    ...(hasRefused
      ? [`, new_refused as (insert into refused_attempt (institution_id, ${Object.keys(refusedColumns).join(', ')}) `,
          `select $1::bigint, own.session_id, places.first + own.seq, own.student_id, own.code, own.carrier, own.at_ms ${from(refused)})`]
      : []),
    `, new_records as (insert into record (institution_id, ${recordColumns.join(', ')}, note, seq, checks, is_asked)`,
    `select $1::bigint, ${all(recordColumns)}, null, places.first + own.place, ${expressions.get('checks')}, 0 ${from(unnested)})`,
    `select first from places`,
  ].join('\n');
}
