import { constants, deflateRawSync } from 'node:zlib';

/** What streams are sent, as bytes that all of them share. */
export interface Frame {
  readonly plain: Buffer;
  /** The next part of a gzip stream, made for the first that asks. It refers to no part before it, so streams that began at different times share it. */
  deflated(): Buffer;
}

/** RFC 1952: deflate, no name, no time, an unknown system. Parts follow; since a feed has no end, neither has its gzip stream. */
export const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** A part ends on a byte, with everything before it readable. Rows are so alike that more effort saves next to nothing. */
const deflateOptions = { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_SYNC_FLUSH };

export function frameOf(text: string): Frame {
  const plain = Buffer.from(text);
  let deflated: Buffer | undefined;
  return { plain, deflated: () => (deflated ??= deflateRawSync(plain, deflateOptions)) };
}
