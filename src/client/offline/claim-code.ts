import { base64url } from '../../protocol/base64url.ts';
import type { CodeText } from '../../protocol/carried-code.ts';
import { claimRequestMessage } from '../../protocol/claim.ts';
import { claimPath } from '../../protocol/claim-path.ts';
import { parseJsonObject } from '../../protocol/payload.ts';
import { readAnswer, type Answer } from './answer.ts';
import type { DeviceSigner } from './ports.ts';
import type { PostJson } from './send-entry.ts';

/** What became of a claim. */
export type ClaimOutcome =
  /** An entry that carries `token`, and arrives before `untilMs` of server time, counts as received now. */
  | { readonly kind: 'kept'; readonly token: string; readonly untilMs: number }
  /** Our server's own word that no entry with this code will be recorded as live. */
  | Extract<Answer, { readonly kind: 'refused' }>
  /** Nothing that changes anything: no network, a portal, a server that is busy or knows no claims. */
  | { readonly kind: 'none' };

/**
 * Asks the server to keep the place of a fresh code for this device, which signs for it. `head` is the end of the device's
 * chain. Never rejects; a claim that fails costs nothing.
 */
export async function claimCode(post: PostJson, code: CodeText, { publicKey, sign }: DeviceSigner, head: string | null): Promise<ClaimOutcome> {
  const reply = await sign(claimRequestMessage(code))
    .then((signature) => post(claimPath[1], { code, device_key: publicKey, signature: base64url.encode(signature), ...(head !== null && { head }) }))
    .catch(() => undefined);
  if (reply === undefined) return { kind: 'none' };
  const { claim, expires_at: expiresAt } = reply.status === 201 ? (parseJsonObject(reply.body) ?? {}) : {};
  if (typeof claim === 'string' && typeof expiresAt === 'string') return { kind: 'kept', token: claim, untilMs: Date.parse(expiresAt) };
  const answer = readAnswer(reply, { entryId: null, studentId: '' });
  return answer.kind === 'refused' ? answer : { kind: 'none' };
}
