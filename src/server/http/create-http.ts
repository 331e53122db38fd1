import fastify, { LogController, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { StorageUnavailable } from '../../attendance/ports.ts';
import { refusal } from '../../protocol/codes.ts';
import type { AppPorts } from '../context.ts';
import { isForPeople, sendNoPage } from '../pages/no-page.ts';
import type { Answered } from './answered.ts';
import { failureOf } from './failure.ts';
import { maxBodyBytes, parseJsonBody } from './json-body.ts';
import { errorReplyOf, refusedWith, sendRefusal } from './refuse.ts';
import { requestIdHeader } from './request-id.ts';
import { tlsServer } from './tls-server.ts';

/** How long a connection may stay without a request, and a request may take to arrive. */
export const [keepAliveMs, requestMs] = [30_000, 30_000];

export interface HttpPorts extends Pick<AppPorts, 'log' | 'tls'> {
  /** What every answer carries. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestIdOf: (headers: IncomingHttpHeaders) => string;
  readonly answered: Answered;
}

/** The framework over a socket: its limits, its words for what it refuses itself, and what every answer of it says and leaves behind. */
export function createHttp({ log, tls, headers, requestIdOf, answered }: HttpPorts): FastifyInstance {
  const http = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    bodyLimit: maxBodyBytes,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestMs,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers),
    // An address that cannot be read comes past every hook.
    frameworkErrors: (_: unknown, { id }: FastifyRequest, reply: FastifyReply) => void sendRefusal(reply.headers(headers).header(requestIdHeader, id), refusal('not_found')),
    clientErrorHandler: (_: Error, socket: Socket) => endBrokenHttp(socket),
    // With a factory the framework asks `https` no more than what its addresses begin with.
    ...(tls === undefined ? {} : { https: {}, serverFactory: (handle: never) => tlsServer({ certificate: tls, keepAliveMs, requestMs }, handle) }),
  } as object) as unknown as FastifyInstance;
  http.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header(requestIdHeader, request.id);
    done();
  });
  http.addHook('onResponse', (request, reply, done) => {
    const { endpoint = 'none' } = (request.routeOptions.config ?? {}) as { readonly endpoint?: string };
    // A stream's time is its reader's.
    if (endpoint !== 'live') answered(request.id, endpoint, reply.statusCode, reply.elapsedTime / 1000, refusedWith(reply));
    done();
  });
  acceptJsonOnly(http);
  answerErrors(http);
  return http;
}

/** JSON is the only body that is read; every other content type is refused by Fastify's own check. */
function acceptJsonOnly(http: FastifyInstance): void {
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, bytes, done) => {
    const body = parseJsonBody(bytes as Buffer);
    if (body.ok) return done(null, body.value);
    return done(Object.assign(new Error('unreadable body'), { statusCode: 400, refused: body.failure }));
  });
}

function answerErrors(http: FastifyInstance): void {
  http.setNotFoundHandler((request, reply) => (isForPeople(request) ? sendNoPage(reply) : sendRefusal(reply, refusal('not_found'))));
  http.setErrorHandler<FastifyError & { readonly refused?: ReturnType<typeof refusal> }>((error, request, reply) => {
    if (error.refused !== undefined) return sendRefusal(reply, error.refused);
    if (error instanceof StorageUnavailable) return sendRefusal(reply, failureOf(error, request.log));
    if (error.statusCode === 413) return sendRefusal(reply, refusal('too_large'));
    if (error.statusCode === 415) return sendRefusal(reply, refusal('unsupported_media_type'));
    if (error.statusCode !== undefined && error.statusCode < 500) return sendRefusal(reply, refusal('malformed', 'request'));
    return sendRefusal(reply, failureOf(error, request.log));
  });
}

/** What is not HTTP at all, or does not arrive, never becomes a request. */
export function endBrokenHttp(socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify(errorReplyOf(refusal('malformed', 'request'), 'none'));
  socket.end(`HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}
