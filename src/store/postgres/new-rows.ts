import type { RefusedAttemptRow, EvidenceRow, RecordRow } from '../tables.ts';
import { binaryArray, type ColumnType } from './binary-arrays.ts';
import { saidText, type KnownSession } from './known-sessions.ts';
import type { TripStatement } from './trip.ts';

/** What a batch adds where nothing of it was stored before. Places in the order of changes count from 0 in the batch. */
export interface NewRows {
  readonly institutionId: number;
  /** Places that the batch takes. */
  readonly places: number;
  readonly sessions: ReadonlyMap<string, KnownSession>;
  readonly evidence: readonly EvidenceRow[];
  /** One an evidence, in the same order. */
  readonly records: readonly RecordRow[];
  readonly refused: readonly RefusedAttemptRow[];
}

/** Columns whose values differ from row to row are arrays; of the others nearly every batch has but one value, which is then said once. */
const own = {
  entry_id: 'bytea',
  student_id: 'text',
  student_key: 'text',
  body: 'text',
  received_at_ms: 'bigint',
  scanned_at_ms: 'bigint',
  latency_ms: 'bigint',
} as const satisfies Partial<Record<keyof EvidenceRow, ColumnType>>;

const mostlyShared = {
  ...{ session_id: 'text', form: 'text', device_signature: 'bytea', device_public_key: 'bytea', device_id: 'bytea', carrier: 'text' },
  ...{ epoch: 'bigint', queued: 'bigint', code_age_ms: 'bigint', grade: 'text', reasons: 'text', status: 'text', second_epoch: 'bigint' },
  ...{ claimed_at_ms: 'bigint', way: 'text', is_guest: 'bigint', chain_seq: 'bigint', chain_prev: 'bytea', head: 'bytea', answered: 'text' },
} as const satisfies Omit<Record<keyof EvidenceRow, ColumnType>, keyof typeof own | 'institution_id'>;

const evidenceColumns = [...Object.keys(own), ...Object.keys(mostlyShared)] as readonly (keyof typeof own | keyof typeof mostlyShared)[];
const ownColumns = Object.entries(own) as readonly (readonly [keyof EvidenceRow, ColumnType])[];
const sharedColumns = Object.entries(mostlyShared) as readonly (readonly [keyof EvidenceRow, ColumnType])[];
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
    const differing = sharedColumns.filter(([column]) => evidence.some((row) => row[column] !== evidence[0]![column])).map(([column]) => column as string);
    if (records.some(({ checks }) => checks !== records[0]!.checks)) differing.push('checks');
    const hasRefused = refused.length > 0;
    const wanted = `${differing.join()} ${hasRefused}`;
    const isAllArrays = !texts.has(wanted) && texts.size >= maxTexts;
    const arrays = new Set<string>(isAllArrays ? [...Object.keys(mostlyShared), 'checks'] : differing);
    const known = [...sessions];
    return {
      text: textOf(isAllArrays ? `all ${hasRefused}` : wanted, arrays, hasRefused),
      values: [
        ...[institutionId, places],
        binaryArray('text', known.map(([sessionId]) => sessionId)),
        binaryArray('bigint', known.map(([, { seq }]) => seq)),
        binaryArray('text', known.map(([, { said }]) => said)),
        binaryArray('bigint', records.map(({ seq }) => seq)),
        ...ownColumns.map(([column, type]) => binaryArray(type, evidence.map((row) => row[column]))),
        ...sharedColumns.map(([column, type]) => (arrays.has(column) ? binaryArray(type, evidence.map((row) => row[column])) : evidence[0]![column])),
        arrays.has('checks') ? binaryArray('text', records.map(({ checks }) => checks)) : records[0]!.checks,
        ...(hasRefused ? Object.entries(refusedColumns).map(([column, type]) => binaryArray(type, refused.map((row) => row[column as keyof RefusedAttemptRow]))) : []),
      ],
    };
  };
}

function insertText(arrays: ReadonlySet<string>, hasRefused: boolean): string {
  let parameter = 5;
  const unnested: (readonly [string, string])[] = [];
  const expressions = new Map<string, string>();
  for (const [column, type] of [['place', 'bigint'], ...ownColumns, ...sharedColumns, ['checks', 'text']] as const) {
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
