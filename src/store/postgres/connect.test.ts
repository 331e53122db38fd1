import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';

import { openPostgres } from './open.ts';

/** What a server says that asks for a password: which way, and its half of the challenge. */
const asksForPassword = [authentication(10, 'SCRAM-SHA-256\0\0'), authentication(11, 'r=any,s=AAAA,i=4096')];

function authentication(step: number, text: string): Buffer {
  const head = Buffer.from('R\0\0\0\0\0\0\0\0');
  head.writeUInt32BE(8 + text.length, 1);
  head.writeUInt32BE(step, 5);
  return Buffer.concat([head, Buffer.from(text)]);
}

test('a database that asks for a password which is not given is left at once, and the reason says so', { timeout: 10_000 }, async (context) => {
  const server = createServer((socket) => {
    const answers = asksForPassword.values();
    socket.on('data', () => socket.write(answers.next().value ?? ''));
  }).listen(0, '127.0.0.1');
  context.after(() => void server.close());
  await once(server, 'listening');
  const left = once(server, 'connection').then(async ([socket]) => once(socket as Socket, 'close'));

  const opened = await openPostgres({ url: `postgres://attend@127.0.0.1:${(server.address() as AddressInfo).port}/attendance` });

  assert.match(!opened.ok && 'detail' in opened.failure ? opened.failure.detail : '', /it asks for a password and none is given\): check DATABASE_URL/);
  await left;
});
