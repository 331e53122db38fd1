import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { socketLane } from '../../src/server/http/lane/socket-lane.ts';

/**
 * The bound of what one Node process can do over HTTP: it parses the same body, answers 201 with as much text, and stores nothing. With
 * `--lane` the server's own lane reads the requests and writes the answers, and Node's HTTP does nothing.
 */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const answer = answerTo(Buffer.concat(chunks));
    response.writeHead(201, { 'content-type': type, 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});

/** Makes the answer as long as a receipt. */
const filler = 'x'.repeat(380);
const type = 'application/json; charset=utf-8';

function answerTo(body: Buffer): string {
  const { student_id: student = null } = JSON.parse(body.toString()) as { readonly student_id?: string };
  return JSON.stringify({ status: 'accepted', student_id: student, filler });
}

if (process.argv.includes('--lane')) {
  const headers = { 'content-type': type };
  socketLane({
    answer: (bytes, _, done) => done({ status: 201, headers, text: answerTo(bytes), code: undefined }),
    ...{ requestIdOf: () => '0', answered: () => undefined, clock: Date.now, keepAliveMs: 30_000, requestMs: 30_000, refuseLate: (socket) => socket.destroy() },
  }).open(server, 'connection');
}
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
