import assert from 'node:assert/strict';
import { test } from 'node:test';

import { probeServer } from './server-probe.ts';

function probe(answers: readonly (Response | 'nothing')[], isOnline = () => true) {
  let asked = 0;
  let nowMs = 0;
  const fetch = async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    if (answer === 'nothing') throw new DOMException('', 'TimeoutError');
    return answer.clone();
  };
  return { probe: probeServer({ fetch, isOnline, nowMs: () => nowMs }), asked: () => asked, pass: (ms: number) => void (nowMs += ms) };
}

const well = new Response('{"status":"ok"}');

test('a server that answered while the camera started is there when the code is found, and is not asked again', async () => {
  const { probe: server, asked } = probe([well]);
  await new Promise(setImmediate);
  assert.deepEqual([await server.isAway(), asked()], [false, 1]);
});

test('a browser that says it is offline is believed, and nobody is asked', async () => {
  const { probe: server, asked } = probe([well], () => false);
  assert.deepEqual([await server.isAway(), asked()], [true, 0]);
});

test('neither silence nor the page of a portal is the server', async () => {
  for (const answer of ['nothing', new Response('<h1>Welcome to the Wi-Fi</h1>'), new Response('{"status":"ok"}', { status: 502 })] as const) {
    assert.equal(await probe([answer]).probe.isAway(), true);
  }
});

test('an answer of long ago is no answer of now, and a server that came back is found', async () => {
  const { probe: server, pass } = probe([well, 'nothing', well]);
  assert.equal(await server.isAway(), false);
  pass(9_000);
  assert.equal(await server.isAway(), true);
  assert.equal(await server.isAway(), false);
});
