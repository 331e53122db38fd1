import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Stands before a server and counts what goes over the wire, TLS and all: `up` from the client, `down` to it. */
export interface ByteCounter {
  readonly port: number;
  /** What went over since the last time, once nothing has for so long. */
  take(quietMs: number): Promise<Bytes>;
  close(): void;
}

export interface Bytes {
  readonly up: number;
  readonly down: number;
  readonly connections: number;
  /** Over HTTP/1.1 without TLS what was asked and answered, for example `GET /s 304`. */
  readonly asked: readonly string[];
}

const patienceMs = 20_000;

export async function byteCounter(targetPort: number): Promise<ByteCounter> {
  const sockets = new Set<Socket>();
  let asked: string[] = [];
  let [up, down, connections, lastMs] = [0, 0, 0, performance.now()];

  const server = createServer((near) => {
    connections++;
    const far = connect(targetPort, '127.0.0.1');
    let request = '';
    for (const [from, to] of [[near, far], [far, near]] as const) {
      sockets.add(from.setNoDelay(true));
      from.on('data', (bytes: Buffer) => {
        lastMs = performance.now();
        const [, line = ''] = /^(?:HTTP\/1\.1 (?=\d)|(?=(?:GET|POST) ))(\d+|\w+ \S+)/.exec(bytes.toString('latin1')) ?? [];
        if (from === near) {
          up += bytes.length;
          if (line !== '') request = line;
        } else {
          down += bytes.length;
          if (line !== '') asked.push(`${request} ${line}`);
        }
      });
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    take: async (quietMs) => {
      for (const endMs = performance.now() + patienceMs; performance.now() - lastMs < quietMs; await pause(20)) {
        if (performance.now() > endMs) throw new Error('the wire does not become quiet');
      }
      const taken = { up, down, connections, asked };
      asked = [];
      [up, down, connections] = [0, 0, 0];
      return taken;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
