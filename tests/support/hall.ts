import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { base64url } from '../../src/protocol/base64url.ts';
import { epochAt, epochStartMs, type Rhythm } from '../../src/protocol/code-window.ts';
import type { DisplayView } from '../../src/protocol/schemas.ts';
import { codesAt } from '../../src/web/professor/projector/codes-at.ts';
import { asStaff, submit } from '../http/ask.ts';
import type { RunningServer } from '../http/start-server.ts';
import { envelopeOf, makeDevice, sha256, type TestDevice } from './crypto.ts';

/** A session as whoever has its display keys sees it: a projector, or a relay that got hold of them. */
export interface Hall {
  readonly sessionId: string;
  readonly rhythm: Rhythm;
  epochNow(): number;
  /** Waits until the epoch runs, and its code has had the time to be drawn; answers the epoch that runs then. */
  reach(epoch: number): Promise<number>;
  /** The token of any epoch of the blocks at hand. */
  tokenOf(epoch: number): Promise<string>;
  /** Sends the code from a phone of the student; answers the reply. */
  scan(student: string, code: string, phone?: Phone): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
}

/** A device and the end of its chain, which each scan moves. */
export interface Phone {
  readonly device: TestDevice;
  seq: number;
  prev: string | null;
}

export function newPhone(): Phone {
  return { device: makeDevice(), seq: 0, prev: null };
}

const patienceMs = 40_000;

/** Asks again until the answer is there; fails with what was waited for. */
export async function until<Value>(what: string, look: () => Promise<Value | undefined | false>): Promise<Value> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await pause(50)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`waited in vain: ${what}`);
}

export async function openHall(server: RunningServer, sessionId: string, clock: () => number): Promise<Hall> {
  const display = (await (await asStaff(server, `/sessions/${sessionId}/display`)).json()) as DisplayView;
  const { rotation_seconds: rotationSeconds, grace_seconds: graceSeconds } = display.session;
  const rhythm = { startsAtMs: display.starts_at_ms, rotationSeconds, graceSeconds };
  const epochNow = () => epochAt(rhythm, clock());
  const drawnAfterMs = rotationSeconds * 250;
  return {
    ...{ sessionId, rhythm, epochNow },
    reach: (epoch) => until(`epoch ${epoch}`, async () => (clock() >= epochStartMs(rhythm, epoch) + drawnAfterMs ? epochNow() : undefined)),
    async tokenOf(epoch) {
      const showing = await codesAt(display, epochStartMs(rhythm, epoch), async (key, message) => createHmac('sha256', key).update(message).digest());
      if (showing.kind !== 'code') throw new Error(`no code: ${showing.kind}`);
      return showing.token.text;
    },
    async scan(student, code, phone = newPhone()) {
      const { device, seq, prev } = phone;
      const body = envelopeOf({ student, session: display.tag, seq, prev, codes: [code], wall: 0, mono: 0, nonce: base64url.encode(randomBytes(16)) }, device);
      Object.assign(phone, { seq: seq + 1, prev: base64url.encode(sha256(base64url.decode(body.entry)!)) });
      const reply = await submit(server, body);
      return { status: reply.status, body: (await reply.json()) as Readonly<Record<string, unknown>> };
    },
  };
}
