import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { fakeServer, through, type FakeServer, type Network } from './fake-campus.ts';

export interface Campus {
  readonly server: FakeServer;
  /** Every envelope that was sent, whatever became of it. */
  readonly sent: readonly EntryEnvelope[];
  /** The command line of a student of this campus, with a queue file of their own. */
  args(more?: readonly string[]): readonly string[];
  setNetwork(to: Network): void;
}

/** Places for `attend student`: a fake server behind a network that the test changes, and a directory for queue files. */
export function terminalCampus() {
  const dir = mkdtempSync(join(tmpdir(), 'attend-terminal-'));
  const running: Server[] = [];
  let queues = 0;

  async function campus(server: FakeServer = fakeServer()): Promise<Campus> {
    let network: Network = 'up';
    const sent: EntryEnvelope[] = [];
    const http = createServer(async (request, response) => {
      assert.equal(`${request.method} ${request.url}`, 'POST /submit_attendance');
      let body = '';
      for await (const piece of request) body += String(piece);
      sent.push(JSON.parse(body));
      try {
        const { status, contentType, body: text } = through(network, server, JSON.parse(body));
        response.writeHead(status, { 'content-type': contentType ?? '' }).end(text);
      } catch {
        request.socket.destroy();
      }
    });
    running.push(http);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const queue = join(dir, `${++queues}.sqlite`);
    return {
      ...{ server, sent, setNetwork: (to) => (network = to) },
      args: (more = []) => ['student', '--student-id', '2022IMT-048', '--server', url, '--queue', queue, ...more],
    };
  }

  function close(): void {
    for (const server of running) server.closeAllConnections();
    for (const server of running) server.close();
    rmSync(dir, { recursive: true });
  }

  return { dir, campus, close };
}
