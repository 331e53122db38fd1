import { partBytes, pointBytes, type Signed } from './signature-check.ts';

/** Of a key and a signature, before the length of what was signed and the bytes themselves. */
const fixedBytes = pointBytes + 2 * partBytes;
const lengthBytes = 4;

/** One buffer on its way to the thread that checks: copying many small ones takes longer than this. Keys have 65 bytes, signatures 64. */
export function packSigned(batch: readonly Signed[]): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const { bytes } of batch) size += fixedBytes + lengthBytes + bytes.length;
  const packed = new Uint8Array(size);
  const lengths = new DataView(packed.buffer);
  let at = 0;
  for (const { publicKey, signature, bytes } of batch) {
    packed.set(publicKey, at);
    packed.set(signature, at + pointBytes);
    lengths.setUint32(at + fixedBytes, bytes.length);
    packed.set(bytes, at + fixedBytes + lengthBytes);
    at += fixedBytes + lengthBytes + bytes.length;
  }
  return packed;
}

export function unpackSigned(packed: Uint8Array<ArrayBuffer>): readonly Signed[] {
  const lengths = new DataView(packed.buffer);
  const batch: Signed[] = [];
  for (let at = 0; at < packed.length; ) {
    const from = at + fixedBytes + lengthBytes;
    const end = from + lengths.getUint32(at + fixedBytes);
    const [publicKey, signature] = [packed.subarray(at, at + pointBytes), packed.subarray(at + pointBytes, at + fixedBytes)];
    batch.push({ publicKey, signature, bytes: packed.subarray(from, end) });
    at = end;
  }
  return batch;
}
