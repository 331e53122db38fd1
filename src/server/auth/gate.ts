import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';

import type { Clock } from '../../attendance/ports.ts';
import { isUsable, type StaffStore, type StaffToken } from '../../attendance/staff.ts';
import { refusal, type Refusal } from '../../protocol/codes.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import type { Gate } from '../http/register.ts';
import { hashOfSecret } from './staff-token.ts';

export const staffCookie = 'attend_staff';

export interface GatePorts {
  readonly staff: Pick<StaffStore, 'findToken'>;
  readonly clock: Clock;
  /** The origin behind a proxy that rewrites Host; undefined where none is set. */
  readonly publicUrl: string | undefined;
}

/** A bearer token, or the cookie of a signed-in browser. A cookie comes along with any page's request, so it needs an origin too. */
export function staffGate({ staff, clock, publicUrl }: GatePorts): Gate {
  async function find(secret: string, kinds: readonly StaffToken['kind'][]): Promise<Result<StaffToken, Refusal>> {
    const token = await staff.findToken(hashOfSecret(secret));
    const isGood = token !== undefined && kinds.includes(token.kind) && isUsable(token, clock());
    return isGood ? ok(token) : fail(refusal('invalid_token'));
  }

  return {
    staff: async (request) => {
      const bearer = /^Bearer +(\S{1,200}) *$/i.exec(request.headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return find(bearer, ['api', 'browser']);
      const cookie = request.cookies[staffCookie];
      if (cookie === undefined || cookie === '') return fail(refusal('auth_required'));
      if (!isSafe(request) && originOf(request, publicUrl) !== 'same') return fail(refusal('foreign_origin'));
      return find(cookie, ['browser']);
    },
    browser: (request) => (originOf(request, publicUrl) === 'foreign' ? fail(refusal('foreign_origin')) : ok(undefined)),
  };
}

function isSafe({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Fetch metadata where the browser sends it (only to secure origins), else `Origin`, which every browser sends with a POST. */
function originOf(request: FastifyRequest, publicUrl: string | undefined): 'same' | 'foreign' | 'unknown' {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'same' : 'foreign';
  const { origin } = request.headers;
  if (origin === undefined) return 'unknown';
  const own = [`${request.protocol}://${request.host}`, publicUrl?.toLowerCase()];
  return own.includes(origin.toLowerCase()) ? 'same' : 'foreign';
}
