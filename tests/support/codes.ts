import type { Session } from '../../src/attendance/session.ts';
import { blockOf, type Rhythm } from '../../src/protocol/code-window.ts';
import { hex, parseHex, utf8 } from '../../src/protocol/bytes.ts';
import { encodePayload, isoWithOffset, payloadMessage, payloadText } from '../../src/protocol/payload.ts';
import { tokenHeader, tokenMessage, tokenText } from '../../src/protocol/token.ts';
import { typedCode, typedMessage } from '../../src/protocol/typed-code.ts';
import { crypto } from './crypto.ts';

/** The codes of any epoch, shown or not, as a display with the session's keys would make them. */

export function tokenOf(session: Session, epoch: number, claimedEpoch = epoch): string {
  const header = tokenHeader(parseHex(session.tag)!, epoch, 0);
  const mac = crypto.displayMac(session, blockOf(session, epoch), tokenMessage(header));
  return tokenText(tokenHeader(parseHex(session.tag)!, claimedEpoch, 0), mac);
}

export function typedOf(session: Session, rhythm: Rhythm, epoch: number): string {
  return typedCode(crypto.displayMac(session, blockOf(rhythm, epoch), typedMessage(parseHex(session.tag)!, epoch)));
}

export interface PayloadPair {
  readonly payload: string;
  readonly signature: string;
}

/** The payload and its signature; `claimedEpoch` relabels the payload without signing it again. */
export function payloadOf(session: Session, epoch: number, claimedEpoch = epoch): PayloadPair {
  const isStatic = session.rotationSeconds === 0;
  const { sessionId, course, durationMinutes } = session;
  const textOf = (anEpoch: number) =>
    payloadText({ sessionId, course, durationMinutes, startTime: isoWithOffset(session.startsAtMs), epoch: isStatic ? undefined : anEpoch });
  const signed = utf8(textOf(epoch));
  const mac = isStatic ? crypto.originalMac(session, signed) : crypto.displayMac(session, blockOf(session, epoch), payloadMessage(signed));
  return { payload: textOf(claimedEpoch), signature: hex(mac) };
}

export function jsonCodeOf({ payload, signature }: PayloadPair): string {
  return `${encodePayload(payload)}.${signature}`;
}
