import { equalInConstantTime, hex, parseHex, utf8 } from '../protocol/bytes.ts';
import { carrierOf, splitJsonCode, type Carrier, type CodeText } from '../protocol/carried-code.ts';
import { blockOf, epochAt, typedRhythm, type Rhythm } from '../protocol/code-window.ts';
import { refusal, type Refusal } from '../protocol/codes.ts';
import { decodePayload, parsePayload, payloadMessage } from '../protocol/payload.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { macBytes, parseTokenText, tokenMessage } from '../protocol/token.ts';
import { typedCode, typedMessage } from '../protocol/typed-code.ts';
import type { Crypto } from './ports.ts';
import type { Session } from './session.ts';

/** A code that one of our displays can have shown: its session, and where it stands in that session's beat. */
export interface VerifiedCode {
  readonly session: Session;
  readonly carrier: Carrier;
  readonly epoch: number;
  /** The beat that the epoch counts: the session's, or the slower one of the typed code. */
  readonly rhythm: Rhythm;
}

/** When a typed code may have been read: it names neither its session nor its epoch, so this says where to look. */
export interface ReadingTime {
  readonly atMs: number;
  /** 0 for a live submission; for a queued one the device's clock is a hint that may be wrong by so much. */
  readonly toleranceMs: number;
}

/** How this file finds sessions. */
export interface SessionLookup {
  byId(sessionId: string): Promise<Session | undefined>;
  byTag(tag: string): Promise<Session | undefined>;
  /** The sessions that were open at the instant, or at most `toleranceMs` from it. */
  openAt(atMs: number, toleranceMs: number): Promise<readonly Session[]>;
  /** At once, where it is at hand. */
  cachedById?(sessionId: string): Session | undefined;
}

type Failure = Refusal<
  'malformed' | 'bad_encoding' | 'unsupported_version' | 'unknown_session' | 'session_key_retired' | 'invalid_signature' | 'unknown_code'
>;
/** A refusal keeps the session that the code named, so that the attempt can be noted there. */
export interface CodeRefused {
  readonly refusal: Failure;
  readonly session: Session | undefined;
}
export type CodeVerdict = Result<VerifiedCode, CodeRefused>;

/** Verifies the exact text that was carried. */
export async function verifyCode(code: CodeText, read: ReadingTime, sessions: SessionLookup, crypto: Crypto): Promise<CodeVerdict> {
  switch (carrierOf(code)) {
    case 'token':
      return verifyToken(code, sessions, crypto);
    case 'json':
      return verifyJsonCode(code, sessions, crypto);
    case 'typed':
      return verifyTyped(code, read, sessions, crypto);
    case undefined:
      return refused(refusal('malformed', 'code'));
  }
}

async function verifyToken(text: CodeText, sessions: SessionLookup, crypto: Crypto): Promise<CodeVerdict> {
  const token = parseTokenText(text);
  if (!token.ok) return refused(refusal(token.failure, 'code'));
  const session = await sessions.byTag(hex(token.value.tag));
  if (session === undefined) return refused(refusal('unknown_session'));
  if (session.wrappedSecret === null) return refused(refusal('session_key_retired'), session);
  const { epoch, header, mac } = token.value;
  const expected = crypto.displayMac(session, blockOf(session, epoch), tokenMessage(header)).subarray(0, macBytes);
  const isOurs = equalInConstantTime(expected, mac) && isEpochOf(session, epoch);
  return isOurs ? ok({ session, carrier: 'token', epoch, rhythm: session }) : refused(refusal('invalid_signature'), session);
}

async function verifyJsonCode(code: CodeText, sessions: SessionLookup, crypto: Crypto): Promise<CodeVerdict> {
  const parts = splitJsonCode(code);
  if (parts === undefined) return refused(refusal('malformed', 'code'));
  const payload = decodePayload(parts.payloadB64);
  if (!payload.ok) return refused(refusal('bad_encoding'));
  return verifyPayload(payload.value, parts.signature, sessions, crypto);
}

/** The original's pair: the payload's decoded text and its signature. */
export async function verifyPayload(text: string, signature: string, sessions: SessionLookup, crypto: Crypto): Promise<CodeVerdict> {
  const payload = parsePayload(text);
  if (!payload.ok) return refused(refusal(payload.failure, 'payload'));
  const session = await sessions.byId(payload.value.sessionId);
  if (session === undefined) return refused(refusal('unknown_session'));
  if (session.wrappedSecret === null) return refused(refusal('session_key_retired'), session);
  const { epoch = 0 } = payload.value;
  const isStatic = session.rotationSeconds === 0;
  const bytes = utf8(text);
  const expected = isStatic
    ? crypto.originalMac(session, bytes)
    : crypto.displayMac(session, blockOf(session, epoch), payloadMessage(bytes));
  const given = parseHex(signature);
  const isOurs = given !== undefined && equalInConstantTime(expected, given) && isStatic === (payload.value.epoch === undefined);
  return isOurs ? ok({ session, carrier: 'json', epoch, rhythm: session }) : refused(refusal('invalid_signature'), session);
}

/** Looks for the session among those that were open, from the newest epoch that may have been read to the oldest. */
async function verifyTyped(code: CodeText, { atMs, toleranceMs }: ReadingTime, sessions: SessionLookup, crypto: Crypto): Promise<CodeVerdict> {
  const given = utf8(code);
  for (const session of await sessions.openAt(atMs, toleranceMs)) {
    const rhythm = typedRhythm(session);
    const tag = parseHex(session.tag)!;
    const newest = epochAt(rhythm, atMs + toleranceMs);
    const oldest = Math.max(0, session.rotationSeconds === 0 ? 0 : epochAt(rhythm, atMs - toleranceMs) - 1);
    for (let epoch = newest; epoch >= oldest; epoch--) {
      const expected = typedCode(crypto.displayMac(session, blockOf(rhythm, epoch), typedMessage(tag, epoch)));
      if (equalInConstantTime(utf8(expected), given)) return ok({ session, carrier: 'typed', epoch, rhythm });
    }
  }
  return refused(refusal('unknown_code'));
}

/** A static code has one epoch; a token that claims another was never shown. */
function isEpochOf(session: Session, epoch: number): boolean {
  return session.rotationSeconds !== 0 || epoch === 0;
}

function refused(why: Failure, session?: Session): CodeVerdict {
  return fail({ refusal: why, session });
}
