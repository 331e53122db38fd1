import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands between a node and its database, so that a test decides how slow and how broken the way is. */
export interface TcpProxy {
  readonly port: number;
  /** Each way; from now on. */
  setDelay(ms: number): void;
  /**
   * Cuts the connection when the answer to the next request that holds this text comes back: it was done, and nobody hears of it.
   * Rejects where no such request was answered in time.
   */
  cutAnswerTo(text: string, withinMs?: number): Promise<void>;
  /** How often the near side spoke after it had been answered, over the connections that began with a message that holds this text: each is a trip there and back. */
  trips(beginning: string): number;
  close(): void;
}

const patienceMs = 20_000;

export async function tcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const ways: { readonly beginning: Buffer; trips: number }[] = [];
  let cut: { readonly text: string; readonly done: () => void } | undefined;

  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    let isToBeCut: (() => void) | undefined;
    let way: (typeof ways)[number] | undefined;
    let isAnswered = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => {
      if (way === undefined) ways.push((way = { beginning: bytes, trips: 1 }));
      else if (isAnswered) way.trips += 1;
      isAnswered = false;
      if (cut !== undefined && bytes.includes(cut.text)) {
        isToBeCut = cut.done;
        cut = undefined;
      }
      later(() => far.write(bytes));
    });
    far.on('data', (bytes) => {
      isAnswered = true;
      if (isToBeCut === undefined) return later(() => near.write(bytes));
      near.destroy();
      isToBeCut();
    });
  });

  function later(work: () => void): void {
    if (delayMs === 0) work();
    else setTimeout(work, delayMs);
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    setDelay: (ms) => {
      delayMs = ms;
    },
    trips: (beginning) => ways.filter((way) => way.beginning.includes(beginning)).reduce((sum, way) => sum + way.trips, 0),
    cutAnswerTo(text, withinMs = patienceMs) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        cut = undefined;
        reject(new Error(`no request that holds ${text} was answered within ${withinMs} ms`));
      }, withinMs);
      cut = { text, done: () => (clearTimeout(timer), resolve()) };
      // Whoever asked may still wait for the request itself.
      promise.catch(() => undefined);
      return promise;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
