import { createHash, randomBytes } from 'node:crypto';

import { base64url } from '../../src/protocol/base64url.ts';
import { findCode } from '../../src/protocol/carried-code.ts';
import type { DisplayView } from '../../src/protocol/schemas.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { shownCode } from '../../src/cli/shown-code.ts';
import { envelopeOf, makeDevice, type TestDevice } from '../support/crypto.ts';
import { asStaff, createSession, postAsStaff, submit, type Created } from './ask.ts';
import type { RunningServer } from './start-server.ts';

/** A lecture with a projector, and phones that keep their chains, over HTTP and on a clock that the test sets. */

/** 2026-03-02T09:00:00Z. */
export const nineMs = Date.UTC(2026, 2, 2, 9);
export const second = 1_000;
export const minute = 60_000;
export const hour = 60 * minute;

export type Json = Readonly<Record<string, unknown>>;
export type Answered = readonly [status: number, body: Json];

/** A session of identity `device` and the tokens that its projector shows, also at instants that are over or lie ahead. */
export interface Lecture extends Created {
  codeAt(atMs: number): string;
}

export async function holdLecture(server: RunningServer, wish: Json = {}): Promise<Lecture> {
  const session = await createSession(server, { course: 'Networks', identity: 'device', rotation_seconds: 5, duration_minutes: 20, ...wish });
  const display = (await (await asStaff(server, `/sessions/${session.session_id}/display`)).json()) as DisplayView;
  return { ...session, codeAt: (atMs) => findCode(shownCode(display, atMs)!.url)! };
}

export interface ScanWish {
  readonly guest?: true;
  readonly token?: string;
  /** Puts the entry elsewhere in the chain than at its end. */
  readonly at?: { readonly seq: number; readonly prev: string | null };
}

export interface Sealed {
  readonly envelope: EntryEnvelope;
  readonly entryId: string;
}

export interface Phone {
  readonly device: TestDevice;
  /** `entry_id` at the end of its chain; null before its first entry. */
  readonly head: () => string | null;
  scan(student: string, codes: readonly string[], wish?: ScanWish): Sealed;
}

export function makePhone(): Phone {
  const device = makeDevice();
  let seq = 0;
  let head: string | null = null;
  return {
    device,
    head: () => head,
    scan: (student, codes, { at, ...wish } = {}) => {
      const place = at ?? { seq: seq++, prev: head };
      const envelope = envelopeOf({ student, session: null, ...place, codes, wall: 0, mono: 0, ...wish, nonce: base64url.encode(randomBytes(16)) }, device);
      const entryId = createHash('sha256').update(Buffer.from(envelope.entry, 'base64url')).digest('base64url');
      if (at === undefined) head = entryId;
      return { envelope, entryId };
    },
  };
}

/** Sends what was sealed; `queued` where the phone was offline at the scan. */
export async function send(server: RunningServer, { envelope }: Sealed, more: Json = {}): Promise<Answered> {
  const reply = await submit(server, { ...envelope, ...more });
  return [reply.status, (await reply.json()) as Json];
}

export async function post(server: RunningServer, path: string, body: unknown = {}): Promise<Answered> {
  const reply = await postAsStaff(server, path, body);
  return [reply.status, (await reply.json()) as Json];
}

export async function read<View>(server: RunningServer, path: string): Promise<View> {
  const reply = await asStaff(server, path);
  if (reply.status !== 200) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`);
  return (await reply.json()) as View;
}

/** Status and code, or grade, of an answer. */
export function inShort([status, body]: Answered): readonly unknown[] {
  return status < 300 ? [status, body['grade'], body['reasons']] : [status, body['code']];
}

/** The grade and the reasons of each record of a session, by student. */
export async function gradesOf(server: RunningServer, { session_id: id }: Created): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const { attendance } = await read<{ readonly attendance: readonly Json[] }>(server, `/attendance/${id}`);
  return Object.fromEntries(attendance.map((row) => [row['student_id'], [row['grade'], row['reasons']]]));
}
