import { base64url } from './base64url.ts';
import type { Bytes } from './bytes.ts';
import { refusal, type Refusal } from './codes.ts';
import { maxEntryBytes, parseEntry, type Entry } from './entry.ts';
import { isJsonObject } from './payload.ts';
import { isPlainNumber } from './plain-student-number.ts';
import { fail, ok, type Result } from './result.ts';
import { parseStudentNumber } from './student-number.ts';

/** The original system's submission, field by field as it was sent. */
export interface OriginalSubmission {
  readonly kind: 'original';
  /** As it is shown: NFC and trimmed. */
  readonly student: string;
  readonly sessionId: string;
  /** The decoded JSON text of the carrier's payload. */
  readonly payload: string;
  readonly signature: string;
  /** The client's clock, as it was sent; a hint and never a proof. */
  readonly submittedAt: string;
  readonly submittedAtMs: number;
}

/** An entry in its envelope. */
export interface EntrySubmission {
  readonly kind: 'entry';
  readonly entry: Entry;
  /** The exact bytes that were hashed and signed. */
  readonly entryBytes: Bytes;
  /** Null from a page that cannot hold a key; otherwise both are there. */
  readonly seal: DeviceSeal | null;
  /** Said by a device that can no longer scan again: the entry waited in its queue. It never improves a grade. */
  readonly queued: boolean;
  /** `entry_id` at the end of the device's chain when this was sent, 32 bytes; null where it was not told. */
  readonly head: Bytes | null;
}

export interface DeviceSeal {
  /** ECDSA P-256 with SHA-256 over the entry's bytes, as r ‖ s: 64 bytes. */
  readonly signature: Bytes;
  /** The raw public key: 65 bytes, uncompressed. */
  readonly publicKey: Bytes;
}

export type Submission = OriginalSubmission | EntrySubmission;

/** The wire form of an envelope. */
export interface EntryEnvelope {
  readonly entry: string;
  readonly signature?: string;
  readonly device_key?: string;
  readonly queued?: boolean;
  readonly head?: string;
}

type ParseFailure = Refusal<'missing_field' | 'malformed' | 'bad_encoding' | 'unsupported_version'>;

const originalFields = ['student_id', 'session_id', 'payload', 'signature', 'submitted_at'] as const;

/** Parses the body of `POST /submit_attendance`: an envelope where there is an `entry`, else the original's five fields. */
export function parseSubmission(body: unknown): Result<Submission, ParseFailure> {
  if (!isJsonObject(body)) return fail(refusal('malformed', 'request'));
  return Object.hasOwn(body, 'entry') ? parseEnvelope(body) : parseOriginal(body);
}

function parseOriginal(body: Readonly<Record<string, unknown>>): Result<OriginalSubmission, ParseFailure> {
  for (const name of originalFields) if (!Object.hasOwn(body, name)) return fail(refusal('missing_field', name));
  const { student_id: studentId, session_id: sessionId, payload, signature, submitted_at: submittedAt } = body;
  const student = typeof studentId !== 'string' ? undefined : isPlainNumber(studentId) ? studentId : parseStudentNumber(studentId);
  if (student === undefined) return fail(refusal('malformed', 'student_id'));
  if (typeof sessionId !== 'string' || sessionId.includes('\0')) return fail(refusal('malformed', 'session_id'));
  if (typeof payload !== 'string' || payload.length > maxEntryBytes || !payload.isWellFormed()) return fail(refusal('malformed', 'payload'));
  if (typeof signature !== 'string') return fail(refusal('malformed', 'signature'));
  const submittedAtMs = typeof submittedAt === 'string' ? parseInstant(submittedAt) : undefined;
  if (typeof submittedAt !== 'string' || submittedAtMs === undefined) return fail(refusal('malformed', 'submitted_at'));
  return ok({ kind: 'original', student, sessionId, payload, signature, submittedAt, submittedAtMs });
}

function parseEnvelope(body: Readonly<Record<string, unknown>>): Result<EntrySubmission, ParseFailure> {
  const { entry: entryText, signature, device_key: deviceKey, queued = false, head: headText } = body;
  if (typeof entryText !== 'string') return fail(refusal('malformed', 'entry'));
  if (typeof queued !== 'boolean') return fail(refusal('malformed', 'queued'));
  const head = parseHead(headText);
  if (head === undefined) return fail(refusal('malformed', 'head'));
  const entryBytes = base64url.decode(entryText);
  if (entryBytes === undefined) return fail(refusal('bad_encoding'));
  const entry = parseEntry(entryBytes);
  if (!entry.ok) return entry;

  const isSealed = entry.value.device !== null;
  if (!isSealed) {
    if (signature !== undefined) return fail(refusal('malformed', 'signature'));
    if (deviceKey !== undefined) return fail(refusal('malformed', 'device_key'));
    return ok({ kind: 'entry', entry: entry.value, entryBytes, seal: null, queued, head: null });
  }
  if (signature === undefined) return fail(refusal('missing_field', 'signature'));
  if (deviceKey === undefined) return fail(refusal('missing_field', 'device_key'));
  const signatureBytes = typeof signature === 'string' ? base64url.decode(signature) : undefined;
  if (signatureBytes?.length !== 64) return fail(refusal('malformed', 'signature'));
  const publicKey = typeof deviceKey === 'string' ? base64url.decode(deviceKey) : undefined;
  if (publicKey?.length !== 65 || publicKey[0] !== 4) return fail(refusal('malformed', 'device_key'));
  return ok({ kind: 'entry', entry: entry.value, entryBytes, seal: { signature: signatureBytes, publicKey }, queued, head });
}

/** An `entry_id` in base64url; null where it was left out, undefined where it is none. */
export function parseHead(text: unknown): Bytes | null | undefined {
  if (text === undefined) return null;
  const head = typeof text === 'string' ? base64url.decode(text) : undefined;
  return head?.length === 32 ? head : undefined;
}

/** ISO 8601; a time without an offset is read as UTC, wherever the server stands. */
export function parseInstant(text: string): number | undefined {
  // What nearly every client writes means the same to `Date.parse`.
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/.test(text)) return instantOrNone(Date.parse(text));
  const form = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (form === null) return undefined;
  const [, day, time, offset = 'Z'] = form;
  const atMs = Date.parse(`${day}T${time!.replace(/(\.\d{3})\d+$/, '$1')}${offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  return instantOrNone(atMs);
}

function instantOrNone(atMs: number): number | undefined {
  return Number.isNaN(atMs) ? undefined : atMs;
}
