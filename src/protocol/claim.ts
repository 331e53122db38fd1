import { base64url } from './base64url.ts';
import { concatBytes, utf8, type Bytes } from './bytes.ts';
import type { Carrier, CodeText } from './carried-code.ts';
import { tagBytes } from './token.ts';

/**
 * The server's word that it received a fresh code at an instant, bound to a device: 84 bytes, big-endian. Version (1), session
 * tag (8), carrier (1), epoch (4), instant (6), device (32), MAC (32). The MAC is HMAC-SHA256 under the session's claim key,
 * which never leaves the server. A claim is kept nowhere but inside the entry that it helps.
 */
export interface Claim {
  /** 8 bytes. */
  readonly tag: Uint8Array;
  readonly carrier: Carrier;
  /** The epoch that the code names, in the beat of its carrier. */
  readonly epoch: number;
  /** Server time at which the code was received. */
  readonly claimedAtMs: number;
  /** SHA-256 of the device's raw public key, 32 bytes. */
  readonly device: Uint8Array;
}

export const claimVersion = 1;
export const claimBytes = 84;
/** How long after it a claim still stands for its code. */
export const claimLifeMs = 10 * 60_000;
/** A claim's text is never longer, in this version or a later one. */
export const maxClaimLetters = 400;

const headerBytes = 52;
const domain = utf8('QAT2C\0');
const requestDomain = utf8('QAT2D\0');
const carrierNumbers: Readonly<Record<Carrier, number>> = { token: 1, json: 2, typed: 3 };

/** Bytes 0-51: all that the MAC protects. */
export function claimHeader({ tag, carrier, epoch, claimedAtMs, device }: Claim): Bytes {
  if (tag.length !== tagBytes) throw new RangeError(`a session tag has ${tagBytes} bytes`);
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  header.set([claimVersion], 0);
  header.set(tag, 1);
  header.set([carrierNumbers[carrier]], 9);
  view.setUint32(10, epoch);
  view.setUint16(14, Math.floor(claimedAtMs / 2 ** 32));
  view.setUint32(16, claimedAtMs % 2 ** 32);
  header.set(device, 20);
  return header;
}

/** What is given to HMAC-SHA256. */
export function claimMessage(header: Uint8Array): Bytes {
  return concatBytes(domain, header);
}

/**
 * What a device signs to claim a code: whoever knows its public key alone can claim nothing for it. An entry starts with a
 * brace, so that no signature of one is ever one of the other.
 */
export function claimRequestMessage(code: CodeText): Bytes {
  return concatBytes(requestDomain, utf8(code));
}

export function claimText(header: Uint8Array, mac: Uint8Array): string {
  return base64url.encode(concatBytes(header, mac));
}

/** Whether it has the form of a claim of any version: what an entry may carry. */
export function isClaimText(text: string): boolean {
  return text !== '' && text.length <= maxClaimLetters && base64url.decode(text) !== undefined;
}

/** Undefined for what this version does not know; such a claim helps nobody. `header` is what the MAC has to be of. */
export function parseClaim(text: string): (Claim & { readonly header: Uint8Array; readonly mac: Uint8Array }) | undefined {
  const bytes = base64url.decode(text);
  if (bytes?.length !== claimBytes || bytes[0] !== claimVersion) return undefined;
  const carrier = (['token', 'json', 'typed'] as const).find((each) => carrierNumbers[each] === bytes[9]);
  if (carrier === undefined) return undefined;
  const view = new DataView(bytes.buffer);
  return {
    ...{ header: bytes.subarray(0, headerBytes), mac: bytes.subarray(headerBytes), tag: bytes.subarray(1, 9), carrier },
    ...{ epoch: view.getUint32(10), claimedAtMs: view.getUint16(14) * 2 ** 32 + view.getUint32(16) },
    device: bytes.subarray(20, headerBytes),
  };
}
