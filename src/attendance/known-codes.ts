import { carrierOf, splitJsonCode } from '../protocol/carried-code.ts';
import type { Submission } from '../protocol/submission.ts';
import type { Session } from './session.ts';
import type { SubmittedCode } from './submitted-code.ts';
import type { SessionLookup } from './verify.ts';

/**
 * The JSON codes that held before: a whole hall sends the same few. Kept is the signature that each must have, so a submission's own
 * is still compared with it, in constant time. They go with the session as it was read, which every change replaces.
 */
export interface KnownCodes {
  /** The code of a submission that carries one such code and nothing besides; undefined where that has to be found out. */
  find(submission: Submission): SubmittedCode | undefined;
  /** To be called with what a submission's code was verified to be. */
  keep(submission: Submission, code: SubmittedCode): void;
}

interface Known {
  readonly code: SubmittedCode;
  readonly signature: string;
}

/** A code that rotates each second is in its window for fewer. */
const maxOfSession = 64;

export function knownCodes(sessions: Pick<SessionLookup, 'cachedById'>): KnownCodes {
  const bySession = new WeakMap<Session, Map<string, Known>>();

  return {
    find(submission) {
      const carried = carriedBy(submission);
      const session = carried === undefined ? undefined : sessions.cachedById?.(carried.sessionId);
      if (carried === undefined || session === undefined) return undefined;
      const known = bySession.get(session)?.get(carried.payload);
      return known !== undefined && isSameText(known.signature, carried.signature) ? known.code : undefined;
    },
    keep(submission, code) {
      const carried = carriedBy(submission);
      if (carried === undefined || code.carrier !== 'json' || carried.sessionId !== code.session.sessionId) return;
      const codes = bySession.get(code.session) ?? new Map<string, Known>();
      if (codes.size >= maxOfSession) codes.delete(codes.keys().next().value!);
      bySession.set(code.session, codes.set(carried.payload, { code, signature: carried.signature }));
    },
  };
}

/** The payload as it was carried; that of an entry is in base64url. Neither kind can be taken for the other. */
function carriedBy(submission: Submission): { readonly sessionId: string; readonly payload: string; readonly signature: string } | undefined {
  if (submission.kind === 'original') return submission;
  const { session, codes, token } = submission.entry;
  if (session === null || codes.length > 1 || token !== undefined || carrierOf(codes[0]!) !== 'json') return undefined;
  const parts = splitJsonCode(codes[0]!);
  return parts === undefined ? undefined : { sessionId: session, payload: parts.payloadB64, signature: parts.signature };
}

/** In a time that depends on the length alone. */
function isSameText(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index++) difference |= left.charCodeAt(index) ^ right.charCodeAt(index);
  return difference === 0;
}
