import type { FastifyReply } from 'fastify';

import { reasonOf, refusals, type Refusal } from '../../protocol/codes.ts';
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

export function sendRefusal(reply: FastifyReply, why: RouteRefusal): FastifyReply {
  const { status } = refusals[why.code];
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="staff"');
  if (status === 503) void reply.header('retry-after', retryAfterSeconds);
  if (why.retryAfterMs !== undefined) void reply.header('retry-after', String(Math.ceil(why.retryAfterMs / 1000)));
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(errorReplyOf(why, reply.request.id)));
}
