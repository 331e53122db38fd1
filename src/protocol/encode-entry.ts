import { utf8, type Bytes } from './bytes.ts';
import type { Entry } from './entry.ts';

/** Apart from its reader, which is strict and large: a phone writes entries and reads none. */

export const entryVersion = 1;

export function encodeEntry(entry: Entry): Bytes {
  const { student, session, device, seq, prev, codes, wall, mono, token, guest, nonce } = entry;
  return utf8(JSON.stringify({ v: entryVersion, student, session, device, seq, prev, codes, wall, mono, token, guest, nonce }));
}
