import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The bound of what one Node process can do over HTTP: it parses the same body, answers 201 with as much text, and stores nothing. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { student_id: student = null } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly student_id?: string };
    const answer = JSON.stringify({ status: 'accepted', student_id: student, filler });
    response.writeHead(201, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});

/** Makes the answer as long as a receipt. */
const filler = 'x'.repeat(380);

server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
