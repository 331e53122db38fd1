import { connect, type Socket } from 'node:net';

/**
 * The loader, in a process of its own: it prepares requests, sends them, one at a time a connection, and says what came back. It reads just enough of HTTP to know a status and where an answer ends.
 */
export interface LoadWish {
  readonly port: number;
  /** Kept, and opened before the clock starts. 0: each body comes over a new connection of its own, all at once. */
  readonly connections: number;
  readonly bodies: readonly string[];
  /** Requests that begin a second, evenly spread; as many as are answered where it is left out. */
  readonly perSecond?: number;
}

export interface LoadResult {
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

process.on('message', (wish: LoadWish) => {
  void load(wish).then((result) => process.send!(result));
});

async function load({ port, connections, bodies, perSecond }: LoadWish): Promise<LoadResult> {
  const requests = bodies.map((body) =>
    Buffer.from(`POST /submit_attendance HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
  );
  const sockets = await openInTurn(port, connections);
  const statuses: Record<string, number> = {};
  const latencies = new Float64Array(requests.length);
  let next = 0;
  const startedMs = performance.now();
  if (connections === 0) await Promise.all(requests.map((_, index) => sendOnNew(index)));
  else await Promise.all(sockets.map((socket) => sendOn(socket)));
  const seconds = (performance.now() - startedMs) / 1000;
  for (const socket of sockets) socket.destroy();
  latencies.sort();
  return { statuses, seconds, p50Ms: latencies[Math.floor(latencies.length * 0.5)]!, p99Ms: latencies[Math.floor(latencies.length * 0.99)]! };

  async function sendOnNew(index: number): Promise<void> {
    const sentMs = performance.now();
    const socket = await open(port);
    const answer = new Promise<string>((done, fail) => {
      let received = '';
      socket.setEncoding('latin1');
      socket.on('data', (chunk) => {
        received += String(chunk);
        if (isWhole(received)) done(received);
      });
      socket.on('error', fail);
      socket.on('close', () => fail(new Error('the server closed a connection')));
    });
    socket.write(requests[index]!);
    count((await answer).slice(9, 12));
    latencies[index] = performance.now() - sentMs;
    socket.destroy();
  }

  function count(status: string): void {
    statuses[status] = (statuses[status] ?? 0) + 1;
  }

  function sendOn(socket: Socket): Promise<void> {
    return new Promise((done, fail) => {
      let index = -1;
      let sentMs = 0;
      let received = '';
      const send = () => {
        index = next++;
        if (index >= requests.length) return done();
        const waitMs = perSecond === undefined ? 0 : startedMs + (index * 1000) / perSecond - performance.now();
        if (waitMs > 1) setTimeout(write, waitMs);
        else write();
      };
      const write = () => {
        sentMs = performance.now();
        socket.write(requests[index]!);
      };
      socket.setEncoding('latin1');
      socket.on('data', (chunk) => {
        received = received === '' ? String(chunk) : received + String(chunk);
        if (!isWhole(received)) return;
        latencies[index] = performance.now() - sentMs;
        count(received.slice(9, 12));
        received = '';
        send();
      });
      socket.on('error', fail);
      socket.on('close', () => (next < requests.length ? fail(new Error('the server closed a connection')) : undefined));
      send();
    });
  }
}

/** Every answer of both servers says its length. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${answer}`);
  return answer.length >= head + 4 + Number(length);
}

/** Not more at once than a server's queue of new connections holds. */
async function openInTurn(port: number, count: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) sockets.push(...(await Promise.all(Array.from({ length: Math.min(128, count - sockets.length) }, () => open(port)))));
  return sockets;
}

function open(port: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => done(socket));
    socket.once('error', fail);
  });
}
