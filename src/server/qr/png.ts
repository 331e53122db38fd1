import { crc32, deflateSync } from 'node:zlib';

import { utf8, concatBytes, type Bytes } from '../../protocol/bytes.ts';
import type { Matrix } from './matrix.ts';

/** Light modules around the code that ISO/IEC 18004 asks for. */
export const quietZone = 4;

/** A black-and-white PNG with one bit a pixel (RFC 2083): `scale` pixels a module, the quiet zone included. */
export function pngOf(matrix: Matrix, scale: number): Bytes {
  const side = (matrix.length + 2 * quietZone) * scale;
  const rowBytes = 1 + Math.ceil(side / 8);
  const raw = new Uint8Array(rowBytes * side).fill(255);
  for (let y = 0; y < side; y++) {
    const row = matrix[Math.floor(y / scale) - quietZone];
    raw[y * rowBytes] = 0;
    row?.forEach((isDark, column) => {
      if (isDark) blacken(raw, y * rowBytes + 1, (column + quietZone) * scale, scale);
    });
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, side);
  view.setUint32(4, side);
  header[8] = 1;
  return concatBytes(
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', new Uint8Array()),
  );
}

function blacken(raw: Uint8Array, rowStart: number, from: number, length: number): void {
  for (let x = from; x < from + length; x++) raw[rowStart + (x >> 3)]! &= ~(0x80 >> (x & 7));
}

function chunk(name: string, content: Uint8Array): Bytes {
  const body = concatBytes(utf8(name), content);
  const frame = new DataView(new ArrayBuffer(8));
  frame.setUint32(0, content.length);
  frame.setUint32(4, crc32(body));
  const bytes = new Uint8Array(frame.buffer);
  return concatBytes(bytes.subarray(0, 4), body, bytes.subarray(4));
}
