import type { FastifyReply } from 'fastify';

import { reasonOf, refusals, type Refusal, type RefusalCode } from '../../protocol/codes.ts';
import type { ErrorReply } from '../../protocol/schemas.ts';

/** A refusal as a route answers it; `record` is what a duplicate ran into. */
export interface RouteRefusal extends Refusal {
  readonly record?: NonNullable<ErrorReply['record']>;
  readonly retryAfterMs?: number;
}

export function errorReplyOf({ code, field, record }: RouteRefusal, requestId: string): ErrorReply {
  return {
    status: 'error',
    reason: reasonOf(field === undefined ? { code } : { code, field }),
    code,
    retry: refusals[code].retry,
    request_id: requestId,
    ...(field === undefined ? {} : { field }),
    ...(record === undefined ? {} : { record }),
  };
}

const retryAfterSeconds = '2';

/** What a refusal says in its head, besides what every answer says. */
export function refusalHeaders(why: RouteRefusal): Readonly<Record<string, string>> {
  const { status } = refusals[why.code];
  return {
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="staff"' } : {}),
    ...(status === 503 ? { 'retry-after': retryAfterSeconds } : {}),
    ...(why.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(why.retryAfterMs / 1000)) }),
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
  };
}

const codeOf = new WeakMap<FastifyReply, RefusalCode>();

/** The code that a reply was refused with; undefined where it was not. */
export function refusedWith(reply: FastifyReply): RefusalCode | undefined {
  return codeOf.get(reply);
}

export function sendRefusal(reply: FastifyReply, why: RouteRefusal): FastifyReply {
  const body = JSON.stringify(errorReplyOf(why, reply.request.id));
  codeOf.set(reply, why.code);
  // The framework ends a connection whose body it did not read. HTTP/2 has no such header: there it ends the stream.
  if (reply.request.raw.httpVersionMajor > 1) void reply.removeHeader('connection');
  return reply.code(refusals[why.code].status).headers(refusalHeaders(why)).send(body);
}
