import { randomBytes } from 'node:crypto';

import { sealForCarrying } from '../../src/client/offline/seal-for-carrying.ts';
import { base64url } from '../../src/protocol/base64url.ts';
import { findCode } from '../../src/protocol/carried-code.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { claimBodyOf, envelopeOf, makeDevice } from '../support/crypto.ts';
import type { RunningServer } from './start-server.ts';
import { watch } from './watch.ts';

/** What may stand in no log and in no metric: numbers, names, tokens, codes and keys of a class. */
export interface WholeClass {
  readonly secrets: readonly string[];
  /** Of every answer: what its head names its request by, and what its body does where it says it. */
  readonly answers: readonly { readonly id: string | null; readonly inBody: string | undefined; readonly status: number }[];
}

const students = { accepted: '2026IMT-4801', carried: '2026IMT-4802', held: '2026IMT-4803', forged: '2026IMT-4804', original: '2026IMT-4805' };

/** A class with something of everything: scans accepted, repeated, forged and carried, a claim, a decision, marks, a live page, rubbish. */
export async function holdWholeClass({ origin, token }: Pick<RunningServer, 'origin' | 'token'>): Promise<WholeClass> {
  const answers: WholeClass['answers'][number][] = [];

  async function ask(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const sent = body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
    const reply = await fetch(origin + path, { ...sent, headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers } });
    const text = await reply.text();
    const told = /json/.test(reply.headers.get('content-type') ?? '') ? (JSON.parse(text) as Record<string, unknown>) : { text };
    answers.push({ id: reply.headers.get('x-request-id'), inBody: told['request_id'] as string | undefined, status: reply.status });
    return told;
  }
  const staff = (path: string, body?: unknown) => ask(path, body, { authorization: `Bearer ${token}` });
  const submit = (body: unknown) => ask('/submit_attendance', body);

  const session = await staff('/create_session', { course: 'Networks of Prof. Rossi', identity: 'device', rotation_seconds: 5, grace_seconds: 60 });
  const path = `/sessions/${session['session_id'] as string}`;
  const code = async () => findCode(JSON.stringify(await staff(`/qr/${session['session_id'] as string}.json`)))!;
  const phone = makeDevice();
  const scan = async (student: string, device = phone): Promise<EntryEnvelope> =>
    envelopeOf({ student, session: null, seq: 0, prev: null, codes: [await code()], wall: 0, mono: 0, nonce: base64url.encode(randomBytes(16)) }, device);

  const reader = await watch(`${origin}${path}/live`, token);
  await reader.next();
  const first = await scan(students.accepted);
  await submit(first);
  await reader.until((table) => table.has(students.accepted));
  reader.close();
  await submit(first);
  await submit(await scan(students.accepted, makeDevice()));
  await submit({ ...(await scan(students.forged)), signature: base64url.encode(randomBytes(64)) });
  await submit({ student_id: students.original, session_id: session['session_id'], payload: 'not one', signature: '0'.repeat(64), submitted_at: 'now' });
  await submit(`{"student_id":"${students.forged}"`);
  await ask('/claim', claimBodyOf(await code(), phone));
  const { public_key: key } = await ask('/carry_key');
  const { entry, signature, device_key: deviceKey } = await scan(students.carried, makeDevice());
  const kept = { bytes: base64url.decode(entry)!, signature: signature ?? null, deviceKey: deviceKey ?? null };
  await ask('/carry', { sealed: await sealForCarrying(kept, base64url.decode(key as string)!, globalThis.crypto.subtle) });
  await staff(`${path}/records`, { student_id: students.held, attendance: 'present', note: 'was here' });
  await staff(`${path}/decisions`, { student_id: students.accepted, decision: 'reject', note: 'was not here' });
  await staff(`${path}/desk`);
  await staff(`${path}/history?student_id=${students.accepted}`);
  await ask(`/nothing/${students.accepted}?token=${token}`);
  await ask('/auth/sign_in', { token });
  await ask('/sessions', undefined, { cookie: `attend_staff=${token}` });
  const shownCode = await code();
  return { answers, secrets: [...Object.values(students), token, 'Rossi', 'was here', 'was not here', shownCode, first.entry, deviceKey!, signature!] };
}
