import { base64url } from './base64url.ts';
import { concatBytes, hex, parseUtf8, utf8, type Bytes } from './bytes.ts';
import { parseJsonObject } from './payload.ts';
import type { ReceiptContent, SignedReceipt } from './receipt-schemas.ts';

/** A signed receipt taken apart. Nothing in it is to be believed before the signature is verified over exactly `content`. */
export interface ParsedReceipt {
  readonly content: Bytes;
  readonly signature: Bytes;
  readonly keyId: string;
}

/** What a person may be shown of the content. Words may be newer than this program, so they are texts here. */
export type ShownContent = Omit<ReceiptContent, 'attendance' | 'grade' | 'standing' | 'reasons' | 'attendance_now'> &
  ShownState & { readonly reasons: readonly string[]; readonly attendance_now: ShownState | null };

export interface ShownState {
  readonly attendance: string;
  readonly grade: string;
  readonly standing: string;
}

const signatureBytes = 64;

/** The exact bytes that are signed: the fields stand in the order of `docs/protocol.md`. */
export function encodeContent(content: ReceiptContent): Bytes {
  return utf8(JSON.stringify(content));
}

export function encodeReceipt({ content, signature, keyId }: ParsedReceipt): SignedReceipt {
  return { receipt: base64url.encode(content), signature: base64url.encode(signature), key_id: keyId };
}

/** Undefined for what is no receipt file at all, or one without a signature. */
export function parseReceipt(text: string): ParsedReceipt | undefined {
  const { receipt, signature, key_id: keyId } = parseJsonObject(text.replace(/^\uFEFF/, '').trim()) ?? {};
  if (typeof receipt !== 'string' || typeof signature !== 'string' || typeof keyId !== 'string') return undefined;
  const [content, signed] = [base64url.decode(receipt), base64url.decode(signature)];
  if (content === undefined || signed?.length !== signatureBytes || !/^[0-9a-f]{16}$/.test(keyId)) return undefined;
  return { content, signature: signed, keyId };
}

/** Undefined for content of another version. */
export function parseContent(bytes: Uint8Array): ShownContent | undefined {
  const fields = parseJsonObject(parseUtf8(bytes) ?? '') ?? {};
  const { v, server, reasons, latency_seconds: latency, attendance_now: now } = fields;
  const isText = (name: string) => typeof fields[name] === 'string';
  if (v !== 1 || (server !== null && typeof server !== 'string') || typeof latency !== 'number') return undefined;
  if (!Array.isArray(reasons) || !reasons.every((reason) => typeof reason === 'string')) return undefined;
  if (!textFields.every(isText) || !instantFields.every((name) => isText(name) && !Number.isNaN(Date.parse(String(fields[name]))))) return undefined;
  if (now !== null && !isState(now)) return undefined;
  return fields as unknown as ShownContent;
}

const textFields = ['session_id', 'course', 'student_id', 'attendance', 'grade', 'standing', 'entry_id'] as const;
const instantFields = ['scanned_at', 'received_at', 'issued_at'] as const;

function isState(value: unknown): value is ShownState {
  if (typeof value !== 'object' || value === null) return false;
  const { attendance, grade, standing } = value as Partial<Record<keyof ShownState, unknown>>;
  return typeof attendance === 'string' && typeof grade === 'string' && typeof standing === 'string';
}

/** The raw public key of a JWK: 0x04 ‖ x ‖ y; undefined where the JWK is of another kind. The id of a key is made of these bytes. */
export function rawReceiptKey(jwk: unknown): Bytes | undefined {
  const { kty, crv, x, y } = (jwk ?? {}) as Readonly<Record<string, unknown>>;
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') return undefined;
  const [left, right] = [base64url.decode(x), base64url.decode(y)];
  return left?.length === 32 && right?.length === 32 ? concatBytes(new Uint8Array([4]), left, right) : undefined;
}

/** `sha256` is of the raw public key. */
export function receiptKeyIdOf(sha256: Uint8Array): string {
  return hex(sha256.subarray(0, 8));
}
