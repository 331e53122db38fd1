import { base64url } from '../protocol/base64url.ts';
import { equalInConstantTime, hex, parseHex } from '../protocol/bytes.ts';
import type { Carrier, CodeText } from '../protocol/carried-code.ts';
import { claimHeader, claimLifeMs, claimMessage, claimText, parseClaim } from '../protocol/claim.ts';
import { refusal, type Refusal } from '../protocol/codes.ts';
import type { Entry } from '../protocol/entry.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { judge } from './evidence.ts';
import type { Clock, Crypto } from './ports.ts';
import type { Session } from './session.ts';
import { verifyCode, type SessionLookup, type VerifiedCode } from './verify.ts';

/**
 * Scan first, identify second: the first contact of a device with a fresh code, before anybody said who it is. The server
 * remembers nothing of it; it signs what it saw, and the entry brings that back.
 */
export interface Claims {
  /** Judged exactly as a live submission would be at this instant. May be repeated. */
  claim(wish: ClaimWish): Promise<Result<GivenClaim, Refusal>>;
}

export interface ClaimWish {
  readonly code: CodeText;
  /** base64url of the device's raw public key; undefined from a page that can hold none. */
  readonly deviceKey: string | undefined;
}

export interface GivenClaim {
  readonly text: string;
  readonly session: Session;
  readonly claimedAtMs: number;
  readonly expiresAtMs: number;
}

export interface ClaimsPorts {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly sessions: SessionLookup;
}

export function claims({ clock, crypto, sessions }: ClaimsPorts): Claims {
  async function claim({ code, deviceKey }: ClaimWish): Promise<Result<GivenClaim, Refusal>> {
    const claimedAtMs = clock();
    const publicKey = deviceKey === undefined ? null : base64url.decode(deviceKey);
    if (publicKey === undefined || (publicKey !== null && (publicKey.length !== 65 || publicKey[0] !== 4))) return fail(refusal('malformed', 'device_key'));
    const verdict = await verifyCode(code, { atMs: claimedAtMs, toleranceMs: 0 }, sessions, crypto);
    if (!verdict.ok) return fail(verdict.failure.refusal);
    const { session, carrier, epoch } = verdict.value;
    const judgement = judge({ code: verdict.value, receivedAtMs: claimedAtMs, claimedAtMs: null, isQueued: false, isDeviceSigned: publicKey !== null });
    if (!judgement.ok) return judgement;
    const device = publicKey === null ? null : crypto.sha256(publicKey);
    const header = claimHeader({ tag: parseHex(session.tag)!, carrier, epoch, claimedAtMs, device });
    const text = claimText(header, crypto.claimMac(session, claimMessage(header)));
    return ok({ text, session, claimedAtMs, expiresAtMs: claimedAtMs + claimLifeMs });
  }

  return { claim };
}

/** A claim that holds: which code the server received, and when. */
export interface FirstContact {
  readonly sessionId: string;
  readonly carrier: Carrier;
  readonly epoch: number;
  readonly claimedAtMs: number;
}

/**
 * What the entry's claim proves; undefined where it has none, or one that is no help: forged, of another device, or older than
 * ten minutes when the entry arrived. A function of the entry, its arrival and the session's key, so it can be found again later.
 */
export async function firstContactOf(
  { token, device }: Pick<Entry, 'token' | 'device'>,
  receivedAtMs: number,
  sessions: SessionLookup,
  { claimMac }: Pick<Crypto, 'claimMac'>,
): Promise<FirstContact | undefined> {
  const claim = token === undefined ? undefined : parseClaim(token);
  if (claim === undefined) return undefined;
  const { tag, carrier, epoch, claimedAtMs, header, mac } = claim;
  if (receivedAtMs < claimedAtMs || receivedAtMs >= claimedAtMs + claimLifeMs) return undefined;
  if ((claim.device === null ? null : base64url.encode(claim.device)) !== device) return undefined;
  const session = await sessions.byTag(hex(tag));
  if (session === undefined || session.wrappedSecret === null) return undefined;
  if (!equalInConstantTime(claimMac(session, claimMessage(header)), mac)) return undefined;
  return { sessionId: session.sessionId, carrier, epoch, claimedAtMs };
}

/** Whether it is this very code that the server received then. */
export function isContactWith(contact: FirstContact, { session, carrier, epoch }: VerifiedCode): boolean {
  return contact.sessionId === session.sessionId && contact.carrier === carrier && contact.epoch === epoch;
}
