import { base64url } from './base64url.ts';
import { concatBytes, equalInConstantTime, hex, parseUtf8, utf8, type Bytes } from './bytes.ts';
import { crockford } from './crockford.ts';
import { encodeEntry } from './encode-entry.ts';
import { parseEntry, type Entry } from './entry.ts';
import { compressedKeyBytes, compressKey } from './sealed-entry.ts';
import { tokenBytes, tagBytes } from './token.ts';

/**
 * A signed entry in as few bytes as a QR asks for: form (1), signature (64), the device's key, compressed (33), and the entry.
 * Form 1 leaves out what the other fields say (the device, the session, the names) and is used only where the very same bytes
 * come back; form 2 holds the entry's JSON as it is.
 */
export interface SignedEntry {
  readonly entryBytes: Bytes;
  /** r ‖ s, 64 bytes. */
  readonly signature: Bytes;
  /** Raw, 65 bytes. */
  readonly publicKey: Bytes;
}

const compact = 1;
const asJson = 2;
const signatureBytes = 64;
const headBytes = 1 + signatureBytes + compressedKeyBytes;

const flag = { prev: 1, token: 2, guest: 4, secondCode: 8 } as const;

/** `deviceId` is base64url of SHA-256 of the public key: whoever packs computes it from the key, and not from the entry. */
export function packEntry({ entryBytes, signature, publicKey }: SignedEntry, deviceId: string): Bytes {
  const parsed = parseEntry(entryBytes);
  const fields = parsed.ok ? packFields(parsed.value) : undefined;
  const entry = fields === undefined ? undefined : unpackFields(fields, deviceId);
  const isExact = entry !== undefined && equalInConstantTime(encodeEntry(entry), entryBytes);
  return concatBytes(new Uint8Array([isExact ? compact : asJson]), signature, compressKey(publicKey), isExact ? fields! : entryBytes);
}

/** What the server needs besides; this room computes neither hashes nor points. */
export interface UnpackPorts {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /** 33 bytes to 65; undefined where they are no point of P-256. */
  readonly decompress: (key: Uint8Array) => Bytes | undefined;
}

/** Undefined for what nobody packed. The entry's own form is for `parseSubmission` to judge, its signature for intake. */
export function unpackEntry(packed: Bytes, { sha256, decompress }: UnpackPorts): SignedEntry | undefined {
  const publicKey = packed.length > headBytes ? decompress(packed.subarray(1 + signatureBytes, headBytes)) : undefined;
  if (publicKey === undefined) return undefined;
  const signature = packed.slice(1, 1 + signatureBytes);
  const rest = packed.slice(headBytes);
  if (packed[0] === asJson) return { entryBytes: rest, signature, publicKey };
  const entry = packed[0] === compact ? unpackFields(rest, base64url.encode(sha256(publicKey))) : undefined;
  return entry === undefined ? undefined : { entryBytes: encodeEntry(entry), signature, publicKey };
}

/** Flags (1), seq, wall, mono, nonce (16), prev (32), claim, student, codes. Undefined for codes that are no base 32. */
function packFields({ student, seq, prev, codes, wall, mono, token, guest, nonce }: Entry): Bytes | undefined {
  const codeBytes = codes.map((code) => crockford.decode(code));
  if (!codeBytes.every((bytes) => bytes !== undefined)) return undefined;
  const has = [
    ...[prev === null ? 0 : flag.prev, token === undefined ? 0 : flag.token],
    ...[guest === undefined ? 0 : flag.guest, codes.length === 1 ? 0 : flag.secondCode],
  ];
  return concatBytes(
    new Uint8Array([has.reduce((all, each) => all | each)]),
    ...[seq, wall, mono].map(numberBytes),
    base64url.decode(nonce)!,
    ...(prev === null ? [] : [base64url.decode(prev)!]),
    ...(token === undefined ? [] : withLength(base64url.decode(token)!)),
    ...withLength(utf8(student)),
    ...codeBytes.flatMap(withLength),
  );
}

function unpackFields(fields: Bytes, deviceId: string): Entry | undefined {
  const { take, number, isDone } = reader(fields);
  const takeCounted = () => take(number());
  const [flags = 0] = take(1);
  const has = (bit: number) => (flags & bit) !== 0;
  const [seq, wall, mono] = [number(), number(), number()];
  const nonce = base64url.encode(take(16));
  const prev = has(flag.prev) ? base64url.encode(take(32)) : null;
  const token = has(flag.token) ? { token: base64url.encode(takeCounted()) } : {};
  const guest = has(flag.guest) ? { guest: true as const } : {};
  const student = parseUtf8(takeCounted());
  const first = takeCounted();
  const codes = [first, ...(has(flag.secondCode) ? [takeCounted()] : [])].map(crockford.encode);
  if (student === undefined || !isDone()) return undefined;
  return { student, session: tagIn(first), device: deviceId, seq, prev, codes, wall, mono, ...token, ...guest, nonce };
}

/** A token names its session by its tag; a typed code names none. */
function tagIn(code: Uint8Array): string | null {
  return code.length === tokenBytes ? hex(code.subarray(1, 1 + tagBytes)) : null;
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function numberBytes(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return new Uint8Array([...bytes, rest]);
}

function withLength(bytes: Uint8Array): readonly Uint8Array[] {
  return [numberBytes(bytes.length), bytes];
}

/** Reads from the front; `isDone` says whether everything was read and nothing was missing. */
function reader(bytes: Uint8Array) {
  let at = 0;

  function take(length: number): Uint8Array {
    const from = at;
    at += length;
    return bytes.subarray(from, at);
  }

  function number(): number {
    let value = 0;
    for (let weight = 1; weight <= Number.MAX_SAFE_INTEGER; weight *= 128) {
      const [byte = 0] = take(1);
      value += (byte % 128) * weight;
      if (byte < 128) break;
    }
    return value;
  }

  return { take, number, isDone: () => at === bytes.length };
}
