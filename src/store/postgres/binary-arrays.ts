import type { WireWriter } from './wire-writer.ts';

/**
 * Columns of many rows as PostgreSQL takes arrays in its binary format: one parameter a column costs a fraction of one a value, to write and
 * to read. Layout: dimensions, whether there are nulls, type of the elements, length, lower bound, then each element after its size.
 */

export type ColumnType = 'text' | 'bytea' | 'bigint';
export type ColumnValue = string | number | Uint8Array | null;

/** Of the elements, from PostgreSQL's catalogue. */
const typeNumbers: Readonly<Record<ColumnType, number>> = { bytea: 17, bigint: 20, text: 25 };

/** A value of a statement that is made when it is sent. */
export class ArrayColumn {
  readonly #type: ColumnType;
  readonly #length: number;
  readonly #valueAt: (index: number) => ColumnValue;

  constructor(type: ColumnType, length: number, valueAt: (index: number) => ColumnValue) {
    this.#type = type;
    this.#length = length;
    this.#valueAt = valueAt;
  }

  writeTo(writer: WireWriter): void {
    writer.int32(this.#length === 0 ? 0 : 1);
    // That there may be nulls: the elements say which are.
    writer.int32(1);
    writer.int32(typeNumbers[this.#type]);
    if (this.#length === 0) return;
    writer.int32(this.#length);
    writer.int32(1);
    for (let index = 0; index < this.#length; index++) writeElement(writer, this.#valueAt(index));
  }
}

/** The column of these rows that holds what `valueOf` says of each. */
export function columnOf<Row>(type: ColumnType, rows: readonly Row[], valueOf: (row: Row) => ColumnValue): ArrayColumn {
  return new ArrayColumn(type, rows.length, (index) => valueOf(rows[index]!));
}

function writeElement(writer: WireWriter, value: ColumnValue): void {
  if (value === null) return writer.nothing();
  if (typeof value === 'string') return writer.text(value);
  if (value instanceof Uint8Array) return writer.bytes(value);
  if (!Number.isSafeInteger(value)) throw new Error(`${String(value)} is no whole number that a column takes`);
  writer.int64(value);
}
