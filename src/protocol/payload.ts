import { concatBytes, parseUtf8, utf8, type Bytes } from './bytes.ts';
import { paddedBase64url } from './base64url.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * The payload of the JSON carrier. Version 1 is the original system's: a static code with four fields. Version 2 adds the
 * epoch of a rotating code. The signature protects the exact bytes, so a payload is verified before and not after it is read.
 */
export interface Payload {
  readonly sessionId: string;
  /** ISO 8601 with an offset, as it stands in the text. */
  readonly startTime: string;
  readonly course: string;
  readonly durationMinutes: number;
  /** Undefined in version 1. */
  readonly epoch: number | undefined;
}

/** The JSON carrier: what `GET /qr/<session_id>.json` answers and what the original's QR holds. */
export interface JsonCarrier {
  /** Padded base64url of the payload's UTF-8 JSON. */
  readonly payload_b64: string;
  /** 64 lower-case hex digits: HMAC-SHA256. */
  readonly signature: string;
}

const domain = utf8('QAT2J\0');

/** The text that is signed: version 1 in the original's order of fields, version 2 with `v` and `epoch` behind them. */
export function payloadText(payload: Payload): string {
  const original = {
    course: payload.course,
    duration_minutes: payload.durationMinutes,
    session_id: payload.sessionId,
    start_time: payload.startTime,
  };
  return JSON.stringify(payload.epoch === undefined ? original : { ...original, v: 2, epoch: payload.epoch });
}

/** What is given to HMAC-SHA256 for a version 2 payload. A version 1 payload is signed as it is, under the hex text of its own key. */
export function payloadMessage(payload: Uint8Array): Bytes {
  return concatBytes(domain, payload);
}

/** An instant as the original writes it: `2025-11-14T08:38:58.821+00:00`. */
export function isoWithOffset(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+00:00');
}

export function parsePayload(text: string): Result<Payload, 'malformed' | 'unsupported_version'> {
  const fields = parseJsonObject(text);
  if (fields === undefined) return fail('malformed');
  const { session_id: sessionId, start_time: startTime, course, duration_minutes: durationMinutes, v, epoch } = fields;
  if (v !== undefined && v !== 2) return fail('unsupported_version');
  if (typeof sessionId !== 'string' || typeof startTime !== 'string' || typeof course !== 'string') return fail('malformed');
  if (typeof durationMinutes !== 'number') return fail('malformed');
  if (v === undefined) return ok({ sessionId, startTime, course, durationMinutes, epoch: undefined });
  if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch) || epoch < 0) return fail('malformed');
  return ok({ sessionId, startTime, course, durationMinutes, epoch });
}

/** The text inside a carrier's `payload_b64`. */
export function decodePayload(payloadB64: string): Result<string, 'bad_encoding'> {
  const bytes = paddedBase64url.decode(payloadB64);
  const text = bytes === undefined ? undefined : parseUtf8(bytes);
  return text === undefined ? fail('bad_encoding') : ok(text);
}

export function encodePayload(text: string): string {
  return paddedBase64url.encode(utf8(text));
}

/** 64 lower-case hex digits and nothing else. */
export function isSignatureText(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The fields of a JSON object; undefined for any other JSON value and for what is not JSON. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
