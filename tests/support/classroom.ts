import { randomBytes } from 'node:crypto';

import { base64url } from '../../src/protocol/base64url.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { envelopeOf, sha256, type TestDevice } from './crypto.ts';
import { sendJson, type HttpClient } from './http-client.ts';

/** What staff and students do over HTTP, written from docs/protocol.md. */
export interface CreatedSession {
  readonly session_id: string;
  readonly qr_payload: { readonly payload_b64: string; readonly signature: string };
}

export async function createSession(client: HttpClient, token: string, wish: Readonly<Record<string, unknown>> = {}): Promise<CreatedSession> {
  const { status, body } = await sendJson(client, '/create_session', wish, token);
  if (status !== 201) throw new Error(`create_session answered ${status}: ${body}`);
  return JSON.parse(body) as CreatedSession;
}

/** The original's five fields. */
export function originalBody({ session_id: sessionId, qr_payload: carrier }: CreatedSession, studentId: string) {
  const payload = Buffer.from(carrier.payload_b64, 'base64url').toString();
  return { student_id: studentId, session_id: sessionId, payload, signature: carrier.signature, submitted_at: '2026-03-02T09:00:01Z' };
}

export interface Place {
  readonly seq: number;
  /** base64url of the `entry_id` before. */
  readonly prev: string | null;
}

const firstPlace: Place = { seq: 0, prev: null };

/** The place behind an entry. */
export function placeAfter({ entry }: EntryEnvelope, { seq }: Place = firstPlace): Place {
  return { seq: seq + 1, prev: base64url.encode(sha256(base64url.decode(entry)!)) };
}

/** An entry of its own each time: the nonce is new. It is its device's first where no other place in the chain is given. */
export function entryBody({ session_id: session, qr_payload: carrier }: CreatedSession, student: string, device: TestDevice | null, place = firstPlace): EntryEnvelope {
  const codes = [`${carrier.payload_b64}.${carrier.signature}`];
  return envelopeOf({ student, session, ...place, codes, wall: 0, mono: 0, nonce: base64url.encode(randomBytes(16)) }, device);
}

export interface AttendanceRow {
  readonly student_id: string;
  readonly grade: string;
  readonly reasons: readonly string[];
  readonly received_at: string;
}

export async function attendanceOf(client: HttpClient, token: string, sessionId: string): Promise<readonly AttendanceRow[]> {
  const { status, body } = await client.send(`/attendance/${sessionId}`, { headers: { authorization: `Bearer ${token}` } });
  if (status !== 200) throw new Error(`attendance answered ${status}: ${body}`);
  return (JSON.parse(body) as { readonly attendance: readonly AttendanceRow[] }).attendance;
}
