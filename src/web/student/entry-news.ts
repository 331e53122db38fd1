import { api } from '../../client/api.ts';
import type { QueuedEntry } from '../../client/offline/ports.ts';
import type { EntryNews } from './state.ts';

/** What the server says now of an entry that it answered before; undefined where it says nothing. Never rejects. */
export async function askForNews(fetch: typeof globalThis.fetch, entryId: string): Promise<EntryNews | undefined> {
  const reply = await api({ fetch, baseUrl: '', timeoutMs: 6_000 }).call('entryState', { body: { entry_id: entryId } });
  // A Wi-Fi portal may answer anything.
  return reply.ok && typeof reply.value?.standing === 'string' && Array.isArray(reply.value.reasons) ? reply.value : undefined;
}

const newsDays = 14;
const mostAsked = 10;

/** Entries of the last two weeks that did not simply count: staff may have decided about them, or asked something. */
export function worthAsking(entries: readonly QueuedEntry[], nowMs: number): readonly QueuedEntry[] {
  return entries
    .filter(({ entryId, scannedAtMs, state }) => {
      const isSettled = state.kind === 'refused' || (state.kind === 'recorded' && state.receipt.standing !== 'counted');
      return isSettled && entryId !== null && nowMs - scannedAtMs < newsDays * 24 * 3_600_000;
    })
    .slice(-mostAsked);
}
