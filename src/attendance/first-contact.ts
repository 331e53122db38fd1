import { base64url } from '../protocol/base64url.ts';
import { equalInConstantTime, hex } from '../protocol/bytes.ts';
import type { Carrier } from '../protocol/carried-code.ts';
import { claimLifeMs, claimMessage, parseClaim } from '../protocol/claim.ts';
import type { Entry } from '../protocol/entry.ts';
import type { Crypto } from './ports.ts';
import type { SessionLookup, VerifiedCode } from './verify.ts';

/** What a claim proves where it holds: which code the server received, and when. */
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
  if (base64url.encode(claim.device) !== device) return undefined;
  const session = await sessions.byTag(hex(tag));
  if (session === undefined || session.wrappedSecret === null) return undefined;
  if (!equalInConstantTime(claimMac(session, claimMessage(header)), mac)) return undefined;
  return { sessionId: session.sessionId, carrier, epoch, claimedAtMs };
}

/** Whether it is this very code that the server received then. */
export function isContactWith(contact: FirstContact, { session, carrier, epoch }: VerifiedCode): boolean {
  return contact.sessionId === session.sessionId && contact.carrier === carrier && contact.epoch === epoch;
}
