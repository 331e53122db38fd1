/**
 * Every stable code of a refusal. A code is never renamed and never reused. The four texts that the original system had are
 * kept word for word; the others say what to do. `docs/codes.md` explains each one and is compared with this table by a test.
 */

/** What a device does with the entry that was answered. */
export type EntryFate =
  /** It leaves the queue: the server has this student already. */
  | 'recorded'
  /** It moves to the visible *refused* list, with the reason in words. */
  | 'refused'
  /** It stays and is sent again later. */
  | 'kept'
  /** It moves to *refused*, and the page asks for the code that is on the screen now. */
  | 'scan_again';

interface RefusalRow {
  readonly status: number;
  readonly reason: string;
  /** Whether the same request can succeed later without being changed. */
  readonly retry: boolean;
  readonly fate: EntryFate;
}

export const refusals = {
  missing_field: row(400, 'missing <field>', 'refused'),
  malformed: row(400, 'malformed <field>', 'refused'),
  bad_encoding: row(400, 'the encoding is not canonical; send the code exactly as it was read', 'refused'),
  unsupported_version: row(400, 'this version of the code or entry is not known here; update the app', 'refused'),
  auth_required: row(401, 'sign in, or send a staff token as "Authorization: Bearer TOKEN"', 'kept', 'retry'),
  invalid_signature: row(403, 'invalid signature', 'refused'),
  device_revoked: row(403, 'staff revoked the key of this device; scan again with its new key, or ask staff to count this scan', 'refused'),
  invalid_token: row(401, 'this token is unknown, used up, expired or revoked; ask for a new one', 'kept'),
  foreign_origin: row(403, 'this request came from a page of another site; open the page of this server', 'refused'),
  unknown_session: row(404, 'unknown session_id', 'refused'),
  unknown_entry: row(404, 'no entry of this server has this entry_id', 'refused'),
  unknown_device: row(404, 'no student has used a device with this device_id', 'refused'),
  unknown_record: row(404, 'this session has no record and no attempt of this student', 'refused'),
  not_found: row(404, 'there is nothing at this address', 'kept'),
  session_key_retired: row(410, 'the keys of this session were destroyed a while after it; ask staff to set the record by hand', 'refused'),
  duplicate_submission: row(409, 'duplicate submission', 'recorded'),
  changed_meanwhile: row(409, 'somebody changed this since you looked; look again and decide anew', 'refused'),
  too_large: row(413, 'the body is too large', 'refused'),
  unsupported_media_type: row(415, 'send JSON with "Content-Type: application/json"', 'refused'),
  code_expired: row(422, 'this code is no longer on the screen; scan again', 'scan_again'),
  code_early: row(422, 'this code has not been shown yet; scan again', 'scan_again'),
  unknown_code: row(422, 'no open session shows this code; type the one on the screen', 'scan_again'),
  typed_code_off: row(422, 'typed codes are switched off for this session; scan the code on the screen, or ask staff', 'scan_again'),
  session_not_open: row(422, 'the session is not open', 'refused'),
  rate_limited: row(429, 'too many wrong typed codes; wait as long as Retry-After says and type the code on the screen, or scan it', 'kept', 'retry'),
  internal_error: row(500, 'the server made a mistake and noted it; try again', 'kept', 'retry'),
  storage_unavailable: row(503, 'the server cannot store anything at the moment; try again soon', 'kept', 'retry'),
} as const satisfies Record<string, RefusalRow>;

export type RefusalCode = keyof typeof refusals;

/** A refusal with what it is about: `field` names what was missing or malformed. */
export interface Refusal<Code extends RefusalCode = RefusalCode> {
  readonly code: Code;
  readonly field?: string;
}

export function refusal<Code extends RefusalCode>(code: Code, field?: string): Refusal<Code> {
  return field === undefined ? { code } : { code, field };
}

/** The words of a refusal, as the wire's `reason` says them. */
export function reasonOf({ code, field }: Refusal): string {
  return refusals[code].reason.replace('<field>', field ?? 'request');
}

export function isRefusalCode(code: unknown): code is RefusalCode {
  return typeof code === 'string' && Object.hasOwn(refusals, code);
}

function row(status: number, reason: string, fate: EntryFate, retry?: 'retry'): RefusalRow {
  return { status, reason, retry: retry === 'retry', fate };
}
