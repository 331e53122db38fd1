import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A network between phones and the server that can answer in the server's place, as hotels and broken proxies do. */
export interface CaptiveNetwork {
  readonly origin: string;
  /** Submissions that came by. */
  readonly asked: number;
  /** What it answers to submissions, one after the other, the last one for ever; none lets everything through. */
  capture(replies: readonly CapturedReply[]): void;
  close(): void;
}

export interface CapturedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function captiveNetwork(serverPort: number): Promise<CaptiveNetwork> {
  let replies: readonly CapturedReply[] = [];
  let asked = 0;

  function answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (incoming.url !== '/submit_attendance') return forward(incoming, outgoing);
    asked++;
    const [reply, ...rest] = replies;
    if (reply === undefined) return forward(incoming, outgoing);
    if (rest.length > 0) replies = rest;
    incoming.resume();
    outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { url, method, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: serverPort, path: url, method, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode!, reply.headers);
      reply.pipe(outgoing);
    });
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  }

  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    get asked() {
      return asked;
    },
    capture(wanted) {
      replies = wanted;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
