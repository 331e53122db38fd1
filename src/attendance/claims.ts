import { base64url } from '../protocol/base64url.ts';
import { parseHex } from '../protocol/bytes.ts';
import { carrierOf, type CodeText } from '../protocol/carried-code.ts';
import { claimHeader, claimLifeMs, claimMessage, claimRequestMessage, claimText } from '../protocol/claim.ts';
import { refusal, type Refusal } from '../protocol/codes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import type { DeviceSeal } from '../protocol/submission.ts';
import { admit } from './evidence.ts';
import type { Clock, Crypto } from './ports.ts';
import type { Contact } from './record.ts';
import type { Session } from './session.ts';
import type { TypedOutcome, TypedTries } from './typed-tries.ts';
import { verifyCode, type SessionLookup } from './verify.ts';

/**
 * Scan first, identify second: the first contact of a device with a fresh code, before anybody said who it is. The server
 * remembers nothing of it; it signs what it saw, and the entry brings that back.
 */
export interface Claims {
  /** Judged exactly as a live submission would be at this instant. May be repeated. */
  claim(wish: ClaimWish): Promise<Result<GivenClaim, RefusedClaim>>;
}

export interface ClaimWish {
  readonly code: CodeText;
  /** base64url of the device's raw public key. */
  readonly deviceKey: string;
  /** base64url of the device's signature of the code: that it was this device which asked. */
  readonly signature: string;
  /** base64url of the `entry_id` at the end of the device's chain. */
  readonly head?: string;
}

export interface GivenClaim {
  readonly text: string;
  readonly session: Session;
  readonly claimedAtMs: number;
  readonly expiresAtMs: number;
}

export interface RefusedClaim extends Refusal {
  /** How long to wait before a typed code may be tried again. */
  readonly retryAfterMs?: number;
}

export interface ClaimsPorts {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly sessions: SessionLookup;
  readonly typedTries: TypedTries;
  readonly institutionId: number;
  /** Keeps when the end of a device's chain was known; the answer does not wait for it. */
  readonly noteContact: (contact: Contact) => void;
}

export function claims({ clock, crypto, sessions, typedTries, institutionId, noteContact }: ClaimsPorts): Claims {
  async function claim(wish: ClaimWish): Promise<Result<GivenClaim, RefusedClaim>> {
    const given = await claimCode(wish);
    const head = wish.head === undefined ? undefined : base64url.decode(wish.head);
    // Only what a device signed is kept, so that nobody fills the disk for nothing.
    if (given.ok && head?.length === 32) noteContact({ kind: 'contact', institutionId, head, atMs: given.value.claimedAtMs });
    return given;
  }

  async function claimCode({ code, deviceKey, signature }: ClaimWish): Promise<Result<GivenClaim, RefusedClaim>> {
    const claimedAtMs = clock();
    const publicKey = base64url.decode(deviceKey);
    if (publicKey?.length !== 65 || publicKey[0] !== 4) return fail(refusal('malformed', 'device_key'));
    const signatureBytes = base64url.decode(signature);
    if (signatureBytes?.length !== 64) return fail(refusal('malformed', 'signature'));
    const claimer = { publicKey, signature: signatureBytes };
    return carrierOf(code) === 'typed' ? claimTyped(code, claimer, claimedAtMs) : give(code, claimer, claimedAtMs);
  }

  /**
   * A claim must be no way around the limit on typed codes. It names no student, so the device alone is counted. Student keys
   * are upper case, so that these are nobody's. A signature that does not hold counts as a wrong code: it must not tell the two
   * apart for free.
   */
  async function claimTyped(code: CodeText, claimer: DeviceSeal, claimedAtMs: number): Promise<Result<GivenClaim, RefusedClaim>> {
    const deviceId = base64url.encode(crypto.sha256(claimer.publicKey));
    const one = typedTries.begin({ studentKey: `claims of ${deviceId}`, deviceId }, claimedAtMs);
    if (!one.isAllowed) return fail({ ...refusal('rate_limited'), retryAfterMs: one.waitMs });
    let outcome: TypedOutcome = 'neither';
    try {
      const given = await give(code, claimer, claimedAtMs);
      outcome = given.ok || (given.failure.code !== 'unknown_code' && given.failure.code !== 'invalid_signature') ? 'right' : 'wrong';
      return given;
    } finally {
      one.settle(outcome, claimedAtMs);
    }
  }

  /** The signature is looked at last: it costs the most. */
  async function give(code: CodeText, { publicKey, signature }: DeviceSeal, claimedAtMs: number): Promise<Result<GivenClaim, RefusedClaim>> {
    const verdict = await verifyCode(code, { atMs: claimedAtMs, toleranceMs: 0 }, sessions, crypto);
    if (!verdict.ok) return fail(verdict.failure.refusal);
    const { session, carrier, epoch } = verdict.value;
    const admitted = admit({
      ...{ session, carrier, epoch, secondEpoch: null, receivedAtMs: claimedAtMs, claimedAtMs: null },
      ...{ queued: false, isDeviceSigned: true, way: 'direct' },
    });
    if (!admitted.ok) return admitted;
    if (!(await crypto.verifyDevice(publicKey, claimRequestMessage(code), signature))) return fail(refusal('invalid_signature'));
    const header = claimHeader({ tag: parseHex(session.tag)!, carrier, epoch, claimedAtMs, device: crypto.sha256(publicKey) });
    const text = claimText(header, crypto.claimMac(session, claimMessage(header)));
    return ok({ text, session, claimedAtMs, expiresAtMs: claimedAtMs + claimLifeMs });
  }

  return { claim };
}
