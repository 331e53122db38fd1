import type { Api } from '../../client/api.ts';
import { checkReceipt, readCheckingKey, type NoProof } from '../../client/check-receipt.ts';
import { recordNow, type RecordNow } from '../../client/receipt-now.ts';
import type { ShownContent } from '../../protocol/signed-receipt.ts';

/** What became of a file. */
export type Verdict =
  | { readonly kind: 'genuine'; readonly content: ShownContent; readonly keyId: string; readonly now: RecordNow }
  | { readonly kind: 'no_proof'; readonly failure: NoProof }
  /** `insecure`: a page over plain HTTP has no signatures. */
  | { readonly kind: 'cannot_check'; readonly why: 'insecure' | 'no_key' };

export interface CheckPorts {
  /** Undefined on plain HTTP, whatever the DOM library's types say. */
  readonly subtle: SubtleCrypto | undefined;
  /** This page's server. */
  readonly api: Pick<Api, 'call'>;
}

/** No receipt is longer, whatever its course is called. */
export const maxReceiptLetters = 20_000;

export async function checkText(text: string, { subtle, api }: CheckPorts): Promise<Verdict> {
  if (text.length > maxReceiptLetters) return { kind: 'no_proof', failure: { why: 'unreadable' } };
  if (subtle === undefined) return { kind: 'cannot_check', why: 'insecure' };
  const published = await api.call('receiptKey', {});
  const key = published.ok ? await readCheckingKey(JSON.stringify(published.value), subtle) : undefined;
  if (key === undefined) return { kind: 'cannot_check', why: 'no_key' };
  const checked = await checkReceipt(text, key, subtle);
  if (!checked.ok) return { kind: 'no_proof', failure: checked.failure };
  return { kind: 'genuine', content: checked.value, keyId: key.keyId, now: await recordNow(checked.value, api, key, subtle) };
}
