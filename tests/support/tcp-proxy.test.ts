import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';

import { tcpProxy, type TcpProxy } from './tcp-proxy.ts';

const echo = createServer((socket) => void socket.on('error', () => {}).pipe(socket));
let proxy: TcpProxy;
before(async () => {
  await new Promise<void>((listening) => echo.listen(0, '127.0.0.1', listening));
  proxy = await tcpProxy((echo.address() as AddressInfo).port);
});
after(() => {
  proxy.close();
  echo.close();
});

/** The answer, or an empty text where the connection was cut. */
async function ask(text: string): Promise<string> {
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => {});
  socket.write(text);
  const answer = await Promise.race([once(socket, 'data').then(([bytes]) => String(bytes)), once(socket, 'close').then(() => '')]);
  socket.destroy();
  return answer;
}

test('cuts the answer to the request that holds the text, and no other', async () => {
  const cut = proxy.cutAnswerTo('mine');
  assert.equal(await ask('yours'), 'yours');
  assert.equal(await ask('this is mine'), '');
  await cut;
  assert.equal(await ask('mine'), 'mine');
});

test('says so where no such request is answered in time, and cuts nothing afterwards', async () => {
  await assert.rejects(proxy.cutAnswerTo('mine', 20), /no request that holds mine was answered within 20 ms/);
  assert.equal(await ask('mine'), 'mine');
});
