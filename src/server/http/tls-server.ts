import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, constants, type Http2SecureServer, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';

import type { Certificate } from '../certificate.ts';

export interface TlsServerWish {
  readonly certificate: Certificate;
  /** How long a connection may stay without a request. */
  readonly keepAliveMs: number;
  /** How long a request may take to arrive. */
  readonly requestMs: number;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What one connection may ask at once: a page's files and several streams, and no flood. */
const maxStreams = 100;

/**
 * HTTP/2 and HTTP/1.1 on one port, by what the client offers. Over HTTP/2 a professor's pages share one connection, of which a browser
 * opens only six to a server over HTTP/1.1: six open live pages would leave none for a click. What Node limits by itself only over
 * HTTP/1.1, the time that a request takes to arrive and that a connection stays unused, is limited here over HTTP/2 too.
 */
export function tlsServer({ certificate, keepAliveMs, requestMs }: TlsServerWish, handle: Handler): Http2SecureServer {
  const times = { keepAliveTimeout: keepAliveMs, requestTimeout: requestMs, headersTimeout: requestMs };
  const server = createSecureServer({ ...certificate, ...times, allowHTTP1: true, settings: { maxConcurrentStreams: maxStreams, enablePush: false } } as object, handle as never);
  server.on('session', (session: ServerHttp2Session) => {
    session.setTimeout(keepAliveMs, () => session.close());
    // A peer that breaks the protocol loses its connection, and nobody else anything.
    session.on('error', () => session.destroy());
  });
  server.on('request', (request: Http2ServerRequest) => {
    if (request.httpVersionMajor < 2 || request.stream.endAfterHeaders) return;
    const limit = setTimeout(() => request.stream.close(constants.NGHTTP2_CANCEL), requestMs);
    for (const over of ['end', 'close'] as const) request.once(over, () => clearTimeout(limit));
  });
  return server;
}
