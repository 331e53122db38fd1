import { connect, type Socket } from 'node:net';

/**
 * The loader, in a process of its own: it prepares bodies, sends them over connections that are kept, one request at a time each,
 * and says what came back. It reads just enough of HTTP to know a status and where an answer ends.
 */
export interface LoadWish {
  readonly port: number;
  readonly connections: number;
  readonly bodies: readonly string[];
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

async function load({ port, connections, bodies }: LoadWish): Promise<LoadResult> {
  const requests = bodies.map((body) =>
    Buffer.from(`POST /submit_attendance HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
  );
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const statuses: Record<string, number> = {};
  const latencies = new Float64Array(requests.length);
  let next = 0;
  const startedMs = performance.now();
  await Promise.all(sockets.map((socket) => sendOn(socket)));
  const seconds = (performance.now() - startedMs) / 1000;
  for (const socket of sockets) socket.destroy();
  latencies.sort();
  return { statuses, seconds, p50Ms: latencies[Math.floor(latencies.length * 0.5)]!, p99Ms: latencies[Math.floor(latencies.length * 0.99)]! };

  function sendOn(socket: Socket): Promise<void> {
    return new Promise((done, fail) => {
      let index = -1;
      let sentMs = 0;
      let received = '';
      const send = () => {
        index = next++;
        if (index >= requests.length) return done();
        sentMs = performance.now();
        socket.write(requests[index]!);
      };
      socket.setEncoding('latin1');
      socket.on('data', (chunk) => {
        received = received === '' ? String(chunk) : received + String(chunk);
        if (!isWhole(received)) return;
        latencies[index] = performance.now() - sentMs;
        const status = received.slice(9, 12);
        statuses[status] = (statuses[status] ?? 0) + 1;
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

function open(port: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => done(socket));
    socket.once('error', fail);
  });
}
