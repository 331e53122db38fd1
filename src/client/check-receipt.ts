import { parseJsonObject } from '../protocol/payload.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { parseContent, parseReceipt, rawReceiptKey, receiptKeyIdOf, type ShownContent } from '../protocol/signed-receipt.ts';

/** A public key that receipts can be checked with, and its id as it is made of the key itself. */
export interface CheckingKey {
  readonly keyId: string;
  readonly key: CryptoKey;
}

/** Why a file proves nothing. Only `newer` was signed by the server; what a receipt of `other_key` claims is no more than a claim. */
export type NoProof =
  | { readonly why: 'unreadable' | 'forged' | 'newer' }
  | { readonly why: 'other_key'; readonly keyId: string; readonly claimedServer: string | null };

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** `text` is the reply of `GET /receipt_key`. An id that does not fit the key is ignored: the key alone says which it is. */
export async function readCheckingKey(text: string, subtle: SubtleCrypto): Promise<CheckingKey | undefined> {
  const { jwk } = parseJsonObject(text) ?? {};
  const raw = rawReceiptKey(jwk);
  if (raw === undefined) return undefined;
  try {
    const key = await subtle.importKey('raw', raw, algorithm, false, ['verify']);
    return { key, keyId: receiptKeyIdOf(new Uint8Array(await subtle.digest('SHA-256', raw))) };
  } catch {
    return undefined;
  }
}

/** The content of a receipt that this key signed, and nothing of any other. */
export async function checkReceipt(text: string, { keyId, key }: CheckingKey, subtle: SubtleCrypto): Promise<Result<ShownContent, NoProof>> {
  const receipt = parseReceipt(text);
  if (receipt === undefined) return fail({ why: 'unreadable' });
  const content = parseContent(receipt.content);
  if (receipt.keyId !== keyId) return fail({ why: 'other_key', keyId: receipt.keyId, claimedServer: content?.server ?? null });
  if (!(await subtle.verify(algorithm, key, receipt.signature, receipt.content))) return fail({ why: 'forged' });
  return content === undefined ? fail({ why: 'newer' }) : ok(content);
}
