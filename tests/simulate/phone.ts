import { base64url } from '../../src/protocol/base64url.ts';
import type { Entry } from '../../src/protocol/entry.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { envelopeOf, makeDevice, sha256, type TestDevice } from '../support/crypto.ts';
import type { Random } from './random.ts';

export interface ScanWish {
  readonly student: string;
  readonly codes: readonly string[];
  /** The phone's own clock, which proves nothing. */
  readonly wall: number;
  readonly queued?: boolean;
  readonly guest?: true;
}

/** A phone with a real P-256 key that chains what it seals, as the student's page does. */
export interface Phone {
  seal(wish: ScanWish): EntryEnvelope;
  /** The end of its chain. */
  readonly head: string | undefined;
  /** Another phone with the same key and the same chain so far. */
  clone(): Phone;
}

export function makePhone(random: Random): Phone {
  return phoneOf(makeDevice(), random, 0, null);
}

/** A browser that can hold no key. */
export function keylessPhone(random: Random): Phone {
  return phoneOf(null, random, 0, null);
}

function phoneOf(device: TestDevice | null, random: Random, firstSeq: number, firstPrev: string | null): Phone {
  let seq = firstSeq;
  let prev = firstPrev;
  return {
    seal({ student, codes, wall, queued = false, guest }) {
      const entry: Omit<Entry, 'device'> = {
        ...{ student, session: null, seq, prev, codes, wall: Math.max(0, Math.round(wall)), mono: 0, nonce: base64url.encode(random.bytes(16)) },
        ...(guest === undefined ? {} : { guest }),
      };
      const envelope = envelopeOf(entry, device, queued);
      seq++;
      prev = base64url.encode(sha256(base64url.decode(envelope.entry)!));
      return envelope;
    },
    get head() {
      return prev ?? undefined;
    },
    clone: () => phoneOf(device, random, seq, prev),
  };
}
