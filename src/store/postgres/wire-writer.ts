import { ArrayColumn } from './binary-arrays.ts';

const firstBytes = 65_536;
/** What a batch of the usual size takes twice over; memory beyond it is given back. */
const keptBytes = 1_048_576;
const mostBytesALetter = 3;
/** Beyond so many letters one call of Node's own writer costs less than a loop. */
const shortText = 24;

/** As the protocol names them ("Message Formats"). */
const letters = { parse: 0x50, bind: 0x42, describe: 0x44, execute: 0x45, sync: 0x53 } as const;
const formats = { text: 0, binary: 1 } as const;
const isNull = -1;

/**
 * What is said to PostgreSQL in one go, written message behind message into memory that is used again: the client library copies each value
 * three times on its way, into memory that is new each time. Nothing may be written before the database has answered what was written last.
 */
export class WireWriter {
  #bytes = Buffer.allocUnsafeSlow(firstBytes);
  #view = viewOf(this.#bytes);
  #at = 0;

  clear(): void {
    this.#at = 0;
    if (this.#bytes.length > keptBytes) this.#use(Buffer.allocUnsafeSlow(firstBytes));
  }

  /** All messages since `clear`; they are overwritten by the next ones. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  parse(name: string, text: string): void {
    const from = this.#begin(letters.parse);
    this.#word(name);
    this.#word(text);
    this.int16(0);
    this.#end(from);
  }

  bind(name: string, values: readonly unknown[]): void {
    const from = this.#begin(letters.bind);
    this.#word('');
    this.#word(name);
    this.int16(values.length);
    for (const value of values) this.int16(value instanceof Uint8Array || value instanceof ArrayColumn ? formats.binary : formats.text);
    this.int16(values.length);
    for (const value of values) this.#parameter(value);
    this.int16(0);
    this.#end(from);
  }

  /** Of what was bound last. */
  describeAndExecute(): void {
    const described = this.#begin(letters.describe);
    this.#word('P');
    this.#end(described);
    const executed = this.#begin(letters.execute);
    this.#word('');
    this.int32(0);
    this.#end(executed);
  }

  sync(): void {
    this.#end(this.#begin(letters.sync));
  }

  int16(value: number): void {
    this.#need(2);
    this.#view.setInt16(this.#at, value);
    this.#at += 2;
  }

  int32(value: number): void {
    this.#need(4);
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
  }

  /** After its size, as all that follow. */
  int64(value: number): void {
    this.#need(12);
    this.#view.setInt32(this.#at, 8);
    this.#view.setInt32(this.#at + 4, Math.floor(value / 2 ** 32));
    this.#view.setUint32(this.#at + 8, value >>> 0);
    this.#at += 12;
  }

  text(value: string): void {
    this.#need(4 + value.length * mostBytesALetter);
    const at = this.#at + 4;
    const size = writeShort(this.#bytes, value, at) ?? this.#bytes.write(value, at);
    this.#view.setInt32(this.#at, size);
    this.#at = at + size;
  }

  bytes(value: Uint8Array): void {
    this.#need(4 + value.length);
    this.#view.setInt32(this.#at, value.length);
    this.#bytes.set(value, this.#at + 4);
    this.#at += 4 + value.length;
  }

  nothing(): void {
    this.int32(isNull);
  }

  /** What `write` writes, after its size. */
  sized(write: (writer: this) => void): void {
    this.int32(0);
    const from = this.#at;
    write(this);
    this.#view.setInt32(from - 4, this.#at - from);
  }

  #parameter(value: unknown): void {
    if (value === null) this.nothing();
    else if (typeof value === 'string') this.text(value);
    else if (typeof value === 'number' || typeof value === 'bigint') this.text(String(value));
    else if (value instanceof Uint8Array) this.bytes(value);
    else if (value instanceof ArrayColumn) this.sized((writer) => value.writeTo(writer));
    else throw new Error(`a ${typeof value} is no value of a statement`);
  }

  /** A text that ends with a zero byte. */
  #word(value: string): void {
    this.#need(value.length * mostBytesALetter + 1);
    this.#at += this.#bytes.write(value, this.#at);
    this.#bytes[this.#at++] = 0;
  }

  #begin(letter: number): number {
    this.#need(5);
    this.#bytes[this.#at] = letter;
    this.#at += 5;
    return this.#at - 4;
  }

  #end(from: number): void {
    this.#view.setInt32(from, this.#at - from);
  }

  #need(bytes: number): void {
    const least = this.#at + bytes;
    if (least <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(least, this.#bytes.length * 2));
    larger.set(this.written());
    this.#use(larger);
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Answers the bytes that it took; undefined where it is not short or not of ASCII alone. */
function writeShort(bytes: Buffer, value: string, at: number): number | undefined {
  if (value.length > shortText) return undefined;
  for (let index = 0; index < value.length; index++) {
    const letter = value.charCodeAt(index);
    if (letter > 0x7f) return undefined;
    bytes[at + index] = letter;
  }
  return value.length;
}
