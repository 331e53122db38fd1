import { base64url } from './base64url.ts';
import { parseUtf8 } from './bytes.ts';
import type { CodeText } from './carried-code.ts';
import { isClaimText } from './claim.ts';
import { refusal, type Refusal } from './codes.ts';
import { entryVersion } from './encode-entry.ts';
import { parseJsonObject } from './payload.ts';
import { fail, ok, type Result } from './result.ts';
import { parseStudentNumber } from './student-number.ts';

/**
 * What a device says about one scan. It is signed by the device's P-256 key and chained: `prev` is the SHA-256 of the
 * device's entry before, so that nothing can be slipped in or left out later unseen. SHA-256 of the entry's bytes is its
 * `entry_id`, the idempotency key, online and offline. Signature and base64 are malleable and never serve as one.
 */
export interface Entry {
  /** The student number as it is shown. */
  readonly student: string;
  /** The session as the code names it: the tag in hex or the `session_id`; null after a typed code, which names none. */
  readonly session: string | null;
  /** base64url of SHA-256 of the device's raw public key; null from a page that cannot hold a key (plain HTTP). */
  readonly device: string | null;
  /** 0 for the device's first entry, then one more each time. */
  readonly seq: number;
  /** base64url of the `entry_id` before; null for the first. */
  readonly prev: string | null;
  /** One or two codes, as they were carried. */
  readonly codes: readonly CodeText[];
  /** The device's own clock at the scan, in ms; a hint and never a proof. */
  readonly wall: number;
  /** The device's monotonic clock at the scan, in whole ms. */
  readonly mono: number;
  /** The claim that the server gave for the first code at first contact; left out where there is none. */
  readonly token?: string;
  /** True on a phone that was lent for this scan (hand-over); left out otherwise. */
  readonly guest?: true;
  /** base64url of 16 random bytes. */
  readonly nonce: string;
}

/** An entry's JSON is never longer. */
export const maxEntryBytes = 8192;
export const maxCodeLength = 3000;
const fieldNames = ['v', 'student', 'session', 'device', 'seq', 'prev', 'codes', 'wall', 'mono', 'nonce'] as const;

export function parseEntry(bytes: Uint8Array): Result<Entry, Refusal<'missing_field' | 'malformed' | 'bad_encoding' | 'unsupported_version'>> {
  if (bytes.length > maxEntryBytes) return fail(refusal('malformed', 'entry'));
  const text = parseUtf8(bytes);
  if (text === undefined) return fail(refusal('bad_encoding'));
  const fields = parseJsonObject(text);
  if (fields === undefined) return fail(refusal('malformed', 'entry'));
  if (fields['v'] !== undefined && fields['v'] !== entryVersion) return fail(refusal('unsupported_version'));
  for (const name of fieldNames) if (!Object.hasOwn(fields, name)) return fail(refusal('missing_field', `entry.${name}`));
  const hasToken = Object.hasOwn(fields, 'token');
  const hasGuest = Object.hasOwn(fields, 'guest');
  if (Object.keys(fields).length !== fieldNames.length + Number(hasToken) + Number(hasGuest)) return fail(refusal('malformed', 'entry'));

  const { student, session, device, seq, prev, codes, wall, mono, token, guest, nonce } = fields;
  const malformed = (name: string) => fail(refusal('malformed', `entry.${name}`));
  if (typeof student !== 'string' || parseStudentNumber(student) !== student) return malformed('student');
  if (session !== null && (typeof session !== 'string' || session.length > 64)) return malformed('session');
  if (device !== null && !isBase64urlOf(device, 32)) return malformed('device');
  if (!isWholeNumber(seq)) return malformed('seq');
  if (prev !== null && !isBase64urlOf(prev, 32)) return malformed('prev');
  if (!isCodeList(codes)) return malformed('codes');
  if (!isWholeNumber(wall)) return malformed('wall');
  if (!isWholeNumber(mono)) return malformed('mono');
  if (!isBase64urlOf(nonce, 16)) return malformed('nonce');
  if (hasToken && (typeof token !== 'string' || !isClaimText(token))) return malformed('token');
  if (hasGuest && guest !== true) return malformed('guest');
  const entry = { student, session, device, seq, prev, codes, wall, mono, nonce };
  return ok({ ...entry, ...(typeof token === 'string' ? { token } : {}), ...(guest === true ? { guest } : {}) });
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isBase64urlOf(value: unknown, bytes: number): value is string {
  return typeof value === 'string' && base64url.decode(value)?.length === bytes;
}

function isCodeList(value: unknown): value is readonly CodeText[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > 2) return false;
  return value.every((code) => typeof code === 'string' && code.length <= maxCodeLength);
}
