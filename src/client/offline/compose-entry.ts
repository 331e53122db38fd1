import { base64url } from '../../protocol/base64url.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import { hex } from '../../protocol/bytes.ts';
import { carrierOf, splitJsonCode, type CodeText } from '../../protocol/carried-code.ts';
import { encodeEntry } from '../../protocol/encode-entry.ts';
import { decodePayload, parsePayload } from '../../protocol/payload.ts';
import { parseTokenText } from '../../protocol/token.ts';
import type { ChainHead, DeviceSigner, QueuedEntry } from './ports.ts';

/** One scan, before it becomes an entry. */
export interface Scan {
  readonly code: CodeText;
  /** A later code of the same session: together they show that the scanner stayed before the screen. */
  readonly secondCode?: CodeText | undefined;
  /** As `parseStudentNumber` gives it. */
  readonly studentId: string;
  /** The device's clock, ms. */
  readonly wallMs: number;
  /** The device's monotonic clock, ms. */
  readonly monoMs: number;
  /** The claim of the code; undefined where the number was known before it, or the server was not there. */
  readonly token?: string | undefined;
  /** The phone was lent for this scan. */
  readonly guest?: true | undefined;
  /** 16 random bytes. */
  readonly nonce: Bytes;
}

export interface ComposedEntry {
  readonly entry: QueuedEntry;
  /** Where the chain ends once the entry is stored. */
  readonly head: ChainHead;
}

/** Seals the scan and hangs it on the chain; without a signer the entry stands alone and the chain stays where it is. */
export async function composeEntry(scan: Scan, signer: DeviceSigner | null, head: ChainHead): Promise<ComposedEntry> {
  const { code, secondCode, studentId, wallMs, monoMs, token, guest, nonce } = scan;
  const scannedAtMs = wholeMs(wallMs);
  const key = base64url.encode(nonce);
  const seq = signer === null ? 0 : head.seq + 1;
  const bytes = encodeEntry({
    ...{ student: studentId, session: sessionNamedBy(code), device: signer?.deviceId ?? null },
    ...{ seq, prev: signer === null ? null : head.entryId, codes: secondCode === undefined ? [code] : [code, secondCode] },
    ...{ wall: scannedAtMs, mono: wholeMs(monoMs), ...(token === undefined ? {} : { token }), ...(guest && { guest }), nonce: key },
  });
  const shared = { key, bytes, code, studentId, scannedAtMs, state: { kind: 'waiting', attempts: 0, lastProblem: null } } as const;
  if (signer === null) return { entry: { ...shared, entryId: null, signature: null, deviceKey: null }, head };

  const [entryId, signature] = await Promise.all([signer.sha256(bytes), signer.sign(bytes)]);
  const sealed = { entryId: base64url.encode(entryId), signature: base64url.encode(signature), deviceKey: signer.publicKey };
  return { entry: { ...shared, ...sealed }, head: { seq, entryId: sealed.entryId } };
}

/** The session as the code itself names it: the token's tag, the payload's `session_id`, nothing for a typed code. */
export function sessionNamedBy(code: CodeText): string | null {
  switch (carrierOf(code)) {
    case 'token': {
      const token = parseTokenText(code);
      return token.ok ? hex(token.value.tag) : null;
    }
    case 'json': {
      const text = decodePayload(splitJsonCode(code)?.payloadB64 ?? '');
      const payload = text.ok ? parsePayload(text.value) : text;
      return payload.ok && payload.value.sessionId.length <= 64 ? payload.value.sessionId : null;
    }
    default:
      return null;
  }
}

/** An entry's clocks are whole and not negative; a monotonic clock counts in fractions, and a wrong wall clock may stand before 1970. */
function wholeMs(ms: number): number {
  return Math.max(0, Math.floor(ms));
}
