import type { RunningServer } from './start-server.ts';

/** Requests as staff, and what is created again and again. */
export interface Created {
  readonly session_id: string;
  readonly qr_payload: { readonly payload_b64: string; readonly signature: string };
  readonly [field: string]: unknown;
}

export function asStaff(server: RunningServer, path: string, options: RequestInit = {}): Promise<Response> {
  return fetch(server.origin + path, { ...options, headers: { authorization: `Bearer ${server.token}`, ...options.headers } });
}

export function postAsStaff(server: RunningServer, path: string, body: unknown): Promise<Response> {
  return asStaff(server, path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

export async function createSession(server: RunningServer, body: unknown = {}): Promise<Created> {
  const reply = await postAsStaff(server, '/create_session', body);
  if (reply.status !== 201) throw new Error(`create_session answered ${reply.status}: ${await reply.text()}`);
  return (await reply.json()) as Created;
}

/** The original's five fields for a static code. */
export function submissionTo({ session_id, qr_payload }: Created, student_id: string): Record<string, unknown> {
  const payload = Buffer.from(qr_payload.payload_b64, 'base64url').toString('utf8');
  return { student_id, session_id, payload, signature: qr_payload.signature, submitted_at: new Date().toISOString() };
}

export function submit(server: Pick<RunningServer, 'origin'>, body: unknown): Promise<Response> {
  return fetch(`${server.origin}/submit_attendance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
