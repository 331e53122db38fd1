import type { ClaimOutcome } from '../../client/offline/claim-code.ts';
import type { QueuedEntry } from '../../client/offline/ports.ts';
import type { CodeText } from '../../protocol/carried-code.ts';

/** A code that this phone read for somebody else a moment ago, and the claim that keeps its place. */
export interface OfferedCode {
  readonly code: CodeText;
  readonly token: string;
}

export interface OfferPorts {
  readonly keepPlace: (code: CodeText) => Promise<ClaimOutcome>;
  readonly nowMs: () => number;
}

/** No session lets a code live longer after it left the screen, so an older one is not worth a question. */
const longestGraceMs = 300_000;

/**
 * The code of the newest scan, where the server takes it for one that is read now; it keeps its place while the guest's number
 * is typed. Undefined where the server refuses it or is not there: then there is a screen to scan. Never rejects.
 */
export async function offerCode(entries: readonly QueuedEntry[], { keepPlace, nowMs }: OfferPorts): Promise<OfferedCode | undefined> {
  const newest = entries.at(-1);
  if (newest === undefined || newest.state.kind === 'refused' || nowMs() - newest.scannedAtMs > longestGraceMs) return undefined;
  const { code } = newest;
  const outcome = await keepPlace(code).catch(() => undefined);
  return outcome?.kind === 'kept' ? { code, token: outcome.token } : undefined;
}
