import { checkReceipt, readCheckingKey, type NoProof } from '../../client/check-receipt.ts';
import type { ShownContent } from '../../protocol/signed-receipt.ts';

/** What became of a file. */
export type Verdict =
  | { readonly kind: 'genuine'; readonly content: ShownContent; readonly keyId: string }
  | { readonly kind: 'no_proof'; readonly failure: NoProof }
  /** `insecure`: a page over plain HTTP has no signatures. */
  | { readonly kind: 'cannot_check'; readonly why: 'insecure' | 'no_key' };

export interface CheckPorts {
  /** Undefined on plain HTTP, whatever the DOM library's types say. */
  readonly subtle: SubtleCrypto | undefined;
  /** The reply of `GET /receipt_key`; undefined where there is none. */
  readonly fetchKey: () => Promise<string | undefined>;
}

/** No receipt is longer, whatever its course is called. */
export const maxReceiptLetters = 20_000;

export async function checkText(text: string, { subtle, fetchKey }: CheckPorts): Promise<Verdict> {
  if (text.length > maxReceiptLetters) return { kind: 'no_proof', failure: { why: 'unreadable' } };
  if (subtle === undefined) return { kind: 'cannot_check', why: 'insecure' };
  const key = await readCheckingKey((await fetchKey()) ?? '', subtle);
  if (key === undefined) return { kind: 'cannot_check', why: 'no_key' };
  const checked = await checkReceipt(text, key, subtle);
  return checked.ok ? { kind: 'genuine', content: checked.value, keyId: key.keyId } : { kind: 'no_proof', failure: checked.failure };
}
