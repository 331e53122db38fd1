import type { ShownContent, ShownState } from '../protocol/signed-receipt.ts';
import type { Api } from './api.ts';
import { checkReceipt, type CheckingKey } from './check-receipt.ts';

/** What the server says now about the record behind a genuine receipt, which is only true of the instant it was issued at. */
export type RecordNow =
  | { readonly kind: 'known'; readonly state: ShownState; readonly isAsAnswered: boolean; readonly at: string }
  /** The server has no such entry: an older backup was restored. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'not_answered' };

/** A receipt holds the id that a newer one is asked for with; that one is believed under the same key alone. */
export async function recordNow({ entry_id: entryId }: ShownContent, api: Pick<Api, 'call'>, key: CheckingKey, subtle: SubtleCrypto): Promise<RecordNow> {
  const reply = await api.call('signReceipt', { body: { entry_id: entryId } });
  if (!reply.ok) return { kind: reply.failure.kind === 'refused' && reply.failure.code === 'unknown_entry' ? 'gone' : 'not_answered' };
  const newest = await checkReceipt(JSON.stringify(reply.value), key, subtle);
  if (!newest.ok || newest.value.entry_id !== entryId) return { kind: 'not_answered' };
  const { attendance_now: now, issued_at: at } = newest.value;
  return { kind: 'known', state: now ?? newest.value, isAsAnswered: now === null, at };
}
