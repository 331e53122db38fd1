import { claimCode, type ClaimOutcome } from '../../client/offline/claim-code.ts';
import type { ChainHead, DeviceSigner } from '../../client/offline/ports.ts';
import { jsonPoster } from '../../client/offline/send-entry.ts';
import type { CodeText } from '../../protocol/carried-code.ts';
import { parseJsonObject } from '../../protocol/payload.ts';

/** This file loads when a code is found and no number is known: once in the life of most phones. */

export interface PlacePorts {
  readonly fetch: typeof globalThis.fetch;
  readonly nowMs: () => number;
  readonly openSigner: () => Promise<DeviceSigner | null>;
  readonly readHead: () => Promise<ChainHead>;
  /** The tab's own: a page that is thrown out of memory while its reader looks for the student card comes back to its place. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem'>;
}

const name = 'attend-place';
/** Whoever has typed the number by then waits no longer for the claim. */
const timeoutMs = 4_000;

/**
 * Claims the code once; the same code again in this tab, after a reload, finds the place that it has. The key is made first,
 * for the claim is signed and bound to this phone; one that can hold no key keeps no place.
 */
export async function keepPlace(code: CodeText, { fetch, nowMs, openSigner, readHead, memory }: PlacePorts): Promise<ClaimOutcome> {
  const signer = await openSigner().catch(() => null);
  if (signer === null) return { kind: 'none' };
  const { publicKey: deviceKey } = signer;
  const kept = remembered(memory);
  if (kept !== undefined && kept.code === code && kept.deviceKey === deviceKey && nowMs() < kept.outcome.untilMs) return kept.outcome;
  const head = await readHead().then(({ entryId }) => entryId, () => null);
  const outcome = await claimCode(jsonPoster({ fetch, baseUrl: '', timeoutMs }), code, signer, head);
  if (outcome.kind === 'kept') remember(memory, JSON.stringify({ code, deviceKey, token: outcome.token, untilMs: outcome.untilMs }));
  return outcome;
}

interface KeptPlace {
  readonly code: unknown;
  readonly deviceKey: unknown;
  readonly outcome: Extract<ClaimOutcome, { readonly kind: 'kept' }>;
}

function remembered(memory: PlacePorts['memory']): KeptPlace | undefined {
  try {
    const { code, deviceKey, token, untilMs } = parseJsonObject(memory.getItem(name) ?? '') ?? {};
    return typeof token === 'string' && typeof untilMs === 'number' ? { code, deviceKey, outcome: { kind: 'kept', token, untilMs } } : undefined;
  } catch {
    return undefined;
  }
}

/** A tab that may keep nothing has its place until it is reloaded. */
function remember(memory: PlacePorts['memory'], text: string): void {
  try {
    memory.setItem(name, text);
  } catch {
    return;
  }
}
