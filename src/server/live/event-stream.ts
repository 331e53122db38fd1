import type { ServerResponse } from 'node:http';

/** One reader of server-sent events (WHATWG HTML §9.2). Nothing is written to a reader that has not taken what it was sent before. */
export interface EventStream {
  /** False while the reader's socket is full; `onReady` calls when it is not any more. */
  isReady(): boolean;
  send(id: number, content: string): void;
  /** A comment that keeps proxies from closing an idle connection. */
  beat(): void;
  end(): void;
}

/** What the head of a stream says besides what every answer says. */
export function streamHead({ req }: ServerResponse): Readonly<Record<string, string>> {
  const head = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' };
  // A stream ends with its server; over HTTP/1.1 its connection is of no further use then.
  return req.httpVersionMajor === 1 ? { ...head, connection: 'close' } : head;
}

/** How long a browser waits before it connects again. */
const reconnectMs = 1_000;
/** Beats that may pass without the reader taking anything before it counts as gone. */
const maxMissedBeats = 4;

export function eventStream(
  response: ServerResponse,
  headers: Readonly<Record<string, number | string | string[] | undefined>>,
  on: { readonly ready: () => void; readonly gone: () => void },
): EventStream {
  let isFull = false;
  let missedBeats = 0;

  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200, streamHead(response));
  response.on('drain', () => {
    isFull = false;
    missedBeats = 0;
    on.ready();
  });
  response.on('close', on.gone);
  response.on('error', on.gone);
  write(`retry: ${reconnectMs}\n\n`);

  function write(text: string | Uint8Array): void {
    if (response.writable && !response.write(text)) isFull = true;
  }

  return {
    isReady: () => response.writable && !isFull,
    send: (id, content) => write(bytesOf(id, content)),
    beat: () => {
      if (!isFull) return write(': beat\n\n');
      missedBeats++;
      if (missedBeats >= maxMissedBeats) response.destroy();
    },
    end: () => response.end(),
  };
}

/** The newest event, which hundreds of readers are sent in one go: its bytes are made once and wait in all of their sockets as one. */
let newest = { id: -1, content: '', bytes: new Uint8Array() };

function bytesOf(id: number, content: string): Uint8Array {
  if (newest.id !== id || newest.content !== content) newest = { id, content, bytes: Buffer.from(`id: ${id}\ndata: ${content}\n\n`) };
  return newest.bytes;
}
