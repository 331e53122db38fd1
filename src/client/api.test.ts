import assert from 'node:assert/strict';
import { it } from 'node:test';

import { api } from './api.ts';

function answering(response: Response | Error) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = (async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    if (response instanceof Error) throw response;
    return response;
  }) as typeof globalThis.fetch;
  return { asked, ...api({ fetch, baseUrl: 'http://hall.test/base/', bearer: 'secret' }) };
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

it('asks by the endpoint table: method, path with its parameters, query, body and token', async () => {
  const { asked, call } = answering(json(200, { minutes: 5 }));
  await call('extendSession', { params: { session_id: 'a/b' }, body: { minutes: 5 } });
  const { url, init } = asked[0]!;
  assert.equal(url, 'http://hall.test/base/sessions/a%2Fb/extend');
  assert.deepEqual([init.method, init.body], ['POST', '{"minutes":5}']);
  assert.deepEqual(init.headers, { accept: 'application/json, */*;q=0.5', authorization: 'Bearer secret', 'content-type': 'application/json' });

  await call('listSessions', { query: { limit: 3 } });
  assert.equal(asked[1]!.url, 'http://hall.test/base/sessions?limit=3');
  assert.equal(asked[1]!.init.body, undefined);
});

it('gives the reply as its type says: JSON, text or bytes', async () => {
  assert.deepEqual(await answering(json(200, { name: 'Chen' })).call('whoAmI', {}), { ok: true, value: { name: 'Chen' } });
  const csv = () => new Response('a,b\r\n', { headers: { 'content-type': 'text/csv' } });
  assert.deepEqual(await answering(csv()).call('exportCsv', { params: { session_id: 'x' } }), { ok: true, value: 'a,b\r\n' });
  const picture = await answering(new Response(new Uint8Array([137, 80, 255]))).download('qrPng', { params: { session_id: 'x' } });
  assert.deepEqual(picture, { ok: true, value: new Uint8Array([137, 80, 255]) });
});

it('tells a refusal of the server from everything else that may answer', async () => {
  const refusal = { status: 'error', code: 'malformed', reason: 'malformed minutes', retry: false, request_id: 'r-1', field: 'minutes' };
  const refused = await answering(json(400, refusal)).call('whoAmI', {});
  assert.deepEqual(refused, {
    ok: false,
    failure: { kind: 'refused', code: 'malformed', reason: 'malformed minutes', status: 400, retry: false, requestId: 'r-1', field: 'minutes' },
  });
  const others = [
    new Response('<h1>Sign in to the Wi-Fi</h1>', { status: 511 }),
    json(502, { error: 'bad gateway' }),
    new Response('<h1>ok</h1>', { status: 200, headers: { 'content-type': 'application/json' } }),
    new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }),
    new DOMException('too slow', 'TimeoutError'),
  ];
  for (const other of others) {
    const result = await answering(other).call('whoAmI', {});
    assert.equal(result.ok ? 'ok' : result.failure.kind, 'unreachable');
  }
});
