import type { FastifyReply, FastifyRequest } from 'fastify';

import { isUsable } from '../../../attendance/staff.ts';
import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import { staffCookie } from '../../auth/gate.ts';
import { hashOfSecret, newToken, parseStaffName } from '../../auth/staff-token.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';

const browserDays = 90;
const browserMs = browserDays * 86_400_000;

/** A browser becomes staff by the set-up link or by a token, and stops being it. */
export function authRoutes(context: Context): Pick<Handlers, 'setUp' | 'signIn' | 'signOut' | 'whoAmI'> {
  const { institutionId, store, clock, publicUrl } = context;

  return {
    setUp: async ({ body, request, reply }) => {
      const name = parseStaffName(body.name);
      if (name === undefined) return fail(refusal('malformed', 'name'));
      const nowMs = clock();
      const browser = newToken({ institutionId, kind: 'browser', name, expiresAtMs: nowMs + browserMs }, context, nowMs);
      const isExchanged = await store.staff.exchangeSetup(hashOfSecret(body.token.trim()), browser.token, nowMs);
      if (!isExchanged) return fail(refusal('invalid_token'));
      giveCookie(request, reply, browser.secret);
      return ok({ name });
    },

    signIn: async ({ body, request, reply }) => {
      const nowMs = clock();
      const parent = await store.staff.findToken(hashOfSecret(body.token.trim()));
      if (parent === undefined || parent.kind !== 'api' || !isUsable(parent, nowMs)) return fail(refusal('invalid_token'));
      const expiresAtMs = Math.min(nowMs + browserMs, parent.expiresAtMs ?? Number.POSITIVE_INFINITY);
      const wish = { institutionId, kind: 'browser', name: parent.name, parentTokenId: parent.tokenId, expiresAtMs } as const;
      const browser = newToken(wish, context, nowMs);
      await store.staff.insertToken(browser.token);
      giveCookie(request, reply, browser.secret);
      return ok({ name: parent.name });
    },

    signOut: async ({ staff, reply }) => {
      if (staff.kind === 'browser') await store.staff.revokeToken(institutionId, staff.tokenId, clock());
      void reply.clearCookie(staffCookie, { path: '/' });
      return ok({ name: staff.name });
    },

    whoAmI: ({ staff }) => ok({ name: staff.name }),
  };

  function giveCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
    const secure = request.protocol === 'https' || (publicUrl?.startsWith('https:') ?? false);
    void reply.setCookie(staffCookie, secret, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: browserDays * 86_400 });
  }
}
