import type { IncomingMessage, ServerResponse } from 'node:http';

import { frameOf, gzipHead, type Frame } from './frame.ts';

/** One reader of server-sent events (WHATWG HTML §9.2). Nothing is written to a reader whose socket is full. */
export interface EventStream {
  /** False while the reader's socket is full; `ready` is called when it is not any more. */
  isReady(): boolean;
  send(frame: Frame): void;
  /** A comment that keeps proxies from closing a connection on which nothing was sent since the last beat. */
  beat(): void;
  end(): void;
}

export interface StreamWish {
  readonly response: ServerResponse;
  /** Headers of the reply besides the stream's own. */
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  readonly ready: () => void;
  readonly gone: () => void;
}

/** What the head of a stream says besides what every answer says. */
export function streamHead({ req }: ServerResponse): Readonly<Record<string, string>> {
  return {
    ...{ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' },
    ...{ vary: 'accept-encoding', ...(takesGzip(req) ? { 'content-encoding': 'gzip' } : {}) },
    // A stream ends with its server; over HTTP/1.1 its connection is of no further use then.
    ...(req.httpVersionMajor === 1 ? { connection: 'close' } : {}),
  };
}

function takesGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
}

/** How long a browser waits before it connects again. */
const retry = frameOf('retry: 1000\n\n');
const comment = frameOf(': beat\n\n');
/** Beats that may pass without the reader taking anything before it counts as gone. */
const maxMissedBeats = 4;

export function eventStream({ response, headers, ready, gone }: StreamWish): EventStream {
  const isGzip = takesGzip(response.req);
  let isFull = false;
  let missedBeats = 0;
  let isQuiet = false;

  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
  // The end of the connection is the end of the stream: without the lengths of chunks around it, a frame is one write of shared bytes.
  if (response.req.httpVersionMajor === 1) response.removeHeader('transfer-encoding');
  response.writeHead(200, streamHead(response));
  response.on('drain', () => {
    isFull = false;
    missedBeats = 0;
    ready();
  });
  response.on('close', gone);
  response.on('error', gone);
  if (isGzip) response.write(gzipHead);
  send(retry);

  function send(frame: Frame): void {
    isQuiet = false;
    if (response.writable && !response.write(isGzip ? frame.deflated() : frame.plain)) isFull = true;
  }

  return {
    isReady: () => response.writable && !isFull,
    send,
    beat: () => {
      if (isFull) missedBeats++;
      else if (isQuiet) send(comment);
      isQuiet = true;
      if (missedBeats >= maxMissedBeats) response.destroy();
    },
    end: () => response.end(),
  };
}
