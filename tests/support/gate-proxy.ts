import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What stands between a phone and the server, so that a test decides when a submission gets how far. It also counts them. */
export interface GateProxy {
  /** By name, so that a browser takes it for a secure context. */
  readonly origin: string;
  readonly port: number;
  /** Every submission that came by, the cut ones too, in order. */
  readonly posts: readonly SeenPost[];
  /** From now on; a submission that is held already stays held. */
  setRule(rule: GateRule): void;
  /** Resolves when a submission stands at the gate: before the server with `hold_request`, behind it with `hold_reply`. */
  held(): Promise<void>;
  /** Lets through what is held, where its sender is still there, and everything after it. */
  open(): void;
  close(): void;
}

export type GateRule =
  /** Everything passes. */
  | 'open'
  /** There is no network: every connection ends at once, whatever it asks. */
  | 'down'
  /** Pages pass; every submission ends at once, unseen by the server. */
  | 'cut_posts'
  /** The next submission waits here, unseen by the server; others pass. */
  | 'hold_request'
  /** The server answers the next submission, and its reply waits here; others pass. */
  | 'hold_reply'
  /** The server answers every submission, and the replies are lost. */
  | 'drop_reply'
  /** One submission passes, and the next is held as with `hold_request`. */
  | 'hold_second_request';

export interface SeenPost {
  /** The envelope's own text: equal for repetitions of one entry. */
  readonly entry: string;
  readonly queued: boolean;
  readonly deviceKey: string | undefined;
  /** Whether it ended here. */
  readonly isCut: boolean;
}

export async function gateProxy(serverPort: number): Promise<GateProxy> {
  const posts: SeenPost[] = [];
  const sockets = new Set<Socket>();
  let rule: GateRule = 'open';
  let gate = Promise.withResolvers<void>();
  let arrival = Promise.withResolvers<void>();

  async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const isPost = incoming.url === '/submit_attendance';
    const body = await buffer(incoming);
    const isCut = rule === 'down' || (isPost && rule === 'cut_posts');
    if (isPost) posts.push(seen(body, isCut));
    if (isCut) return void incoming.socket.destroy();
    const own = isPost ? rule : 'open';
    if (own.startsWith('hold')) rule = own === 'hold_second_request' ? 'hold_request' : 'open';
    if (own === 'hold_request') await standAtGate();
    // Who waited may be gone; what was not sent on stays unsent.
    if (incoming.socket.destroyed) return;
    const reply = await forward(incoming, body);
    if (own === 'hold_reply') await standAtGate();
    if (own === 'drop_reply') return void incoming.socket.destroy();
    // Chromium posts again by itself where a connection that it has used before is cut; here each is used once.
    outgoing.shouldKeepAlive = false;
    outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  }

  function standAtGate(): Promise<void> {
    const opened = gate.promise;
    arrival.resolve();
    return opened;
  }

  function forward({ url, method, headers }: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: OutgoingHttpHeaders; body: Buffer }>((done, fail) => {
      const onward = request({ host: '127.0.0.1', port: serverPort, path: url, method, headers, agent: false }, (reply) => {
        buffer(reply).then((content) => done({ status: reply.statusCode!, headers: withoutHop(reply.headers), body: content }), fail);
      });
      onward.on('error', fail);
      onward.end(body);
    });
  }

  const server = createServer((incoming, outgoing) => void take(incoming, outgoing).catch(() => incoming.socket.destroy()));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (rule === 'down') socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;

  return {
    ...{ origin: `http://localhost:${port}`, port, posts },
    setRule(wanted) {
      rule = wanted;
      if (wanted.startsWith('hold')) arrival = Promise.withResolvers();
    },
    held: () => arrival.promise,
    open() {
      rule = 'open';
      gate.resolve();
      gate = Promise.withResolvers();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** What is said of one connection alone is not said of the next. */
function withoutHop({ connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...headers }: IncomingHttpHeaders): OutgoingHttpHeaders {
  return headers;
}

function seen(body: Buffer, isCut: boolean): SeenPost {
  const envelope = JSON.parse(body.toString()) as { readonly entry: string; readonly queued?: boolean; readonly device_key?: string };
  return { entry: envelope.entry, queued: envelope.queued === true, deviceKey: envelope.device_key, isCut };
}
