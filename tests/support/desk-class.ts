import { createHash, randomBytes } from 'node:crypto';

import { base64url } from '../../src/protocol/base64url.ts';
import { createSession, type CreatedSession } from './classroom.ts';
import { envelopeOf, makeDevice, type TestDevice } from './crypto.ts';
import { sendJson, type HttpClient } from './http-client.ts';
import { projectedCode } from './projected-code.ts';

/** A class in which not every scan simply counts, made over HTTP with phones that really sign and chain. */

export interface ChainedPhone {
  readonly device: TestDevice;
  /** The next entry of its chain; `place` puts it elsewhere, as a phone does that was set back. */
  seal(student: string, code: string, how?: { readonly queued?: boolean; readonly place?: number }): ReturnType<typeof envelopeOf>;
}

export function chainedPhone(): ChainedPhone {
  const device = makeDevice();
  const made: string[] = [];
  return {
    device,
    seal(student, code, { queued = false, place = made.length } = {}) {
      const nonce = base64url.encode(randomBytes(16));
      const envelope = envelopeOf({ student, session: null, seq: place, prev: made[place - 1] ?? null, codes: [code], wall: 0, mono: 0, nonce }, device, queued);
      made[place] = base64url.encode(createHash('sha256').update(base64url.decode(envelope.entry)!).digest());
      return envelope;
    },
  };
}

export interface DeskClass {
  readonly session: CreatedSession;
  /** Sends what a phone sealed; answers the status of the reply. */
  scan(phone: ChainedPhone, student: string, how?: { readonly agoMs?: number; readonly queued?: boolean; readonly place?: number }): Promise<number>;
  /** A number without any key of a phone: it is held. */
  scanWithoutKey(student: string): Promise<number>;
}

/** Open since `sinceMs`, so that codes of its past can be made without waiting for them. */
export async function deskClass(client: HttpClient, token: string, course: string, sinceMs = 480_000): Promise<DeskClass> {
  const startsAt = new Date(Date.now() - sinceMs).toISOString();
  const session = await createSession(client, token, { course, identity: 'device', rotation_seconds: 5, grace_seconds: 10, duration_minutes: 60, late_after_minutes: 10, starts_at: startsAt });
  const send = async (envelope: unknown) => (await sendJson(client, '/submit_attendance', envelope)).status;
  return {
    session,
    async scan(phone, student, { agoMs = 0, queued = false, place } = {}) {
      const code = await projectedCode(client, token, session, agoMs);
      return send(phone.seal(student, code, { queued, ...(place === undefined ? {} : { place }) }));
    },
    async scanWithoutKey(student) {
      const code = await projectedCode(client, token, session);
      return send(envelopeOf({ student, session: null, seq: 0, prev: null, codes: [code], wall: 0, mono: 0, nonce: base64url.encode(randomBytes(16)) }, null));
    },
  };
}

/** Fills halls alike: two held students, two provisional ones, one whose scans were refused, and one who simply counts. */
export function deskPhones(client: HttpClient, token: string): (course: string) => Promise<DeskClass> {
  // Each student has one phone, in every hall: a third one would wait.
  const phones = new Map<string, ChainedPhone>();
  function phoneOf(student: string): ChainedPhone {
    const phone = phones.get(student) ?? chainedPhone();
    phones.set(student, phone);
    return phone;
  }

  return async (course) => {
    const hall = await deskClass(client, token, course);
    const late = { agoMs: 120_000 };
    const replies = [
      await hall.scanWithoutKey('H-1'),
      await hall.scanWithoutKey('H-2'),
      await hall.scan(phoneOf('P-1'), 'P-1', { agoMs: 240_000, queued: true }),
      await hall.scan(phoneOf('P-2'), 'P-2', { agoMs: 240_000, queued: true }),
      await hall.scan(phoneOf('R-1'), 'R-1', late),
      await hall.scan(phoneOf('R-1'), 'R-1', late),
      await hall.scan(phoneOf('C-1'), 'C-1'),
    ];
    if (replies.join() !== '201,201,201,201,422,422,201') throw new Error(`the hall was answered ${replies.join()}`);
    return hall;
  };
}
