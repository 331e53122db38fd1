import { signal, type ReadonlySignal } from '@preact/signals';

import type { Api, ApiFailure } from '../../../client/api.ts';
import type { ReplyOf } from '../../../protocol/endpoints.ts';

/** What staff scanned off students' screens while this page is open, newest first. */
export interface TakenScans {
  readonly scans: ReadonlySignal<readonly TakenScan[]>;
  /** Sends it; one that is in the list already is sent again only where it was not answered. */
  take(sealed: string): Promise<void>;
  /** Sends what was not answered yet. */
  resend(): Promise<void>;
}

export interface TakenScan {
  readonly sealed: string;
  readonly atMs: number;
  readonly state: TakenState;
}

export type TakenState =
  | { readonly kind: 'sending' }
  | { readonly kind: 'answered'; readonly reply: ReplyOf<'scanCarried'> }
  /** The server would not take it as an entry of this session. */
  | { readonly kind: 'not_taken'; readonly failure: Extract<ApiFailure, { readonly kind: 'refused' }> }
  | { readonly kind: 'unsent' };

export interface TakenPorts {
  readonly api: Api;
  readonly sessionId: string;
  readonly wallNow: () => number;
  /** The server does not know this browser any more. */
  readonly onSignedOut: (failure: ApiFailure) => boolean;
}

export function takenScans({ api, sessionId, wallNow, onSignedOut }: TakenPorts): TakenScans {
  const scans = signal<readonly TakenScan[]>([]);

  function put(sealed: string, state: TakenState): void {
    scans.value = scans.value.map((scan) => (scan.sealed === sealed ? { ...scan, state } : scan));
  }

  async function take(sealed: string): Promise<void> {
    const earlier = scans.value.find((scan) => scan.sealed === sealed);
    if (earlier !== undefined && earlier.state.kind !== 'unsent') return;
    if (earlier === undefined) scans.value = [{ sealed, atMs: wallNow(), state: { kind: 'sending' } }, ...scans.value];
    else put(sealed, { kind: 'sending' });
    const reply = await api.call('scanCarried', { params: { session_id: sessionId }, body: { sealed } });
    if (reply.ok) return put(sealed, { kind: 'answered', reply: reply.value });
    const { failure } = reply;
    const isFinal = failure.kind === 'refused' && !failure.retry && !onSignedOut(failure);
    put(sealed, isFinal ? { kind: 'not_taken', failure } : { kind: 'unsent' });
  }

  async function resend(): Promise<void> {
    await Promise.all(scans.value.filter(({ state }) => state.kind === 'unsent').map(({ sealed }) => take(sealed)));
  }

  return { scans, take, resend };
}
