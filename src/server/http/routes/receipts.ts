import { receiptFacts } from '../../../attendance/receipts.ts';
import { base64url } from '../../../protocol/base64url.ts';
import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import { encodeReceipt, encodeContent } from '../../../protocol/signed-receipt.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { receiptContentOf } from '../present.ts';

/** Whoever knows an entry's id gets its receipt, signed when it is asked for; anyone gets the key to check one. */
export function receiptRoutes({ institutionId, sessions, store, keys, clock, publicUrl }: Context): Pick<Handlers, 'signReceipt' | 'receiptKey'> {
  const { published, sign } = keys.receipts;
  return {
    signReceipt: async ({ body }) => {
      const entryId = base64url.decode(body.entry_id);
      if (entryId === undefined) return fail(refusal('malformed', 'entry_id'));
      const facts = await receiptFacts({ institutionId, sessions, records: store.records }, entryId);
      if (!facts.ok) return facts;
      const content = encodeContent(receiptContentOf(facts.value, publicUrl, clock()));
      return ok(encodeReceipt({ content, signature: sign(content), keyId: published.key_id }));
    },

    receiptKey: () => ok(published),
  };
}
