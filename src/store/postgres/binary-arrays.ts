/**
 * Columns of many rows as PostgreSQL takes arrays in its binary format: one parameter a column costs a fraction of one a value, to write and
 * to read. Layout: dimensions, whether there are nulls, type of the elements, length, lower bound, then each element after its size.
 */

export type ColumnType = 'text' | 'bytea' | 'bigint';

/** Of the elements, from PostgreSQL's catalogue. */
const typeNumbers: Readonly<Record<ColumnType, number>> = { bytea: 17, bigint: 20, text: 25 };

const headBytes = 20;
const sizeBytes = 4;
const bigintBytes = 8;
const mostBytesALetter = 3;

export function binaryArray(type: ColumnType, values: readonly unknown[]): Buffer {
  const buffer = Buffer.allocUnsafe(values.reduce<number>((bytes, value) => bytes + sizeBytes + roomOf(value), headBytes));
  let at = headBytes;
  let hasNulls = 0;
  for (const value of values) {
    const size = value === null ? -1 : write(buffer, value, at + sizeBytes);
    buffer.writeInt32BE(size, at);
    at += sizeBytes + Math.max(0, size);
    if (size === -1) hasNulls = 1;
  }
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(hasNulls, 4);
  buffer.writeInt32BE(typeNumbers[type], 8);
  if (values.length === 0) return buffer.subarray(0, 12);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  return buffer.subarray(0, at);
}

function roomOf(value: unknown): number {
  if (typeof value === 'string') return value.length * mostBytesALetter;
  return value instanceof Uint8Array ? value.length : bigintBytes;
}

const twoTo32 = 2 ** 32;

/** Answers how many bytes it wrote. */
function write(buffer: Buffer, value: unknown, at: number): number {
  if (typeof value === 'string') return buffer.write(value, at);
  if (value instanceof Uint8Array) {
    buffer.set(value, at);
    return value.length;
  }
  if (!Number.isSafeInteger(value)) throw new Error(`${String(value)} is no whole number that a column takes`);
  const high = Math.floor((value as number) / twoTo32);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE((value as number) - high * twoTo32, at + sizeBytes);
  return bigintBytes;
}
