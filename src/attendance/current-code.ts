import { hex, parseHex, utf8 } from '../protocol/bytes.ts';
import { blockOf, epochAt, type Rhythm } from '../protocol/code-window.ts';
import { encodePayload, isoWithOffset, payloadMessage, payloadText, type JsonCarrier } from '../protocol/payload.ts';
import { tokenHeader, tokenMessage, tokenText } from '../protocol/token.ts';
import type { Crypto } from './ports.ts';
import { stateAt, type Session } from './session.ts';

/** The display number that the server's own pictures and every projector put into a token, so that all screens agree. */
export const sharedDisplay = 0;

/** Whether there is a code to show: a static code as long as its key exists, a rotating one while the session is open. */
export function hasCode(session: Session, nowMs: number): boolean {
  if (session.wrappedSecret === null) return false;
  return session.rotationSeconds === 0 || stateAt(session, nowMs) === 'open';
}

/** The token that is shown at this instant. */
export function currentToken(session: Session, nowMs: number, { displayMac }: Pick<Crypto, 'displayMac'>): string {
  const epoch = epochAt(session, nowMs);
  const header = tokenHeader(parseHex(session.tag)!, epoch, sharedDisplay);
  return tokenText(header, displayMac(session, blockOf(session, epoch), tokenMessage(header)));
}

/** The JSON carrier that is shown at this instant: the original's for a static code. Before the start it is the one of the first epoch. */
export function currentJsonCarrier(session: Session, nowMs: number, crypto: Pick<Crypto, 'displayMac' | 'originalMac'>): JsonCarrier {
  const epoch = session.rotationSeconds === 0 ? undefined : Math.max(0, epochAt(session, nowMs));
  const { sessionId, course, durationMinutes } = session;
  const text = payloadText({ sessionId, course, durationMinutes, startTime: isoWithOffset(session.startsAtMs), epoch });
  const bytes = utf8(text);
  const mac =
    epoch === undefined ? crypto.originalMac(session, bytes) : crypto.displayMac(session, blockOf(session, epoch), payloadMessage(bytes));
  return { payload_b64: encodePayload(text), signature: hex(mac) };
}

/** The blocks whose keys a projector is given: the current one and the next; a static code has one block for ever. */
export function displayBlocks(rhythm: Rhythm, nowMs: number): readonly number[] {
  if (rhythm.rotationSeconds === 0) return [0];
  const current = blockOf(rhythm, Math.max(0, epochAt(rhythm, nowMs)));
  return [current, current + 1];
}
