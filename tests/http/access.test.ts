import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, test } from 'node:test';

import { endpoints } from '../../src/protocol/endpoints.ts';
import { pathOf, paths, type EndpointName } from '../../src/protocol/paths.ts';
import { pageLeads, pageRoutes } from '../../src/server/pages/routes.ts';
import { asStaff, createSession } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** Who may ask what: each line of the endpoint table, as nobody, with a bad token, as staff. */

let server: RunningServer;
let sessionId: string;
before(async () => {
  server = await startServer();
  sessionId = (await createSession(server)).session_id;
});
after(() => server.stop());

const names = Object.keys(paths) as EndpointName[];

function ask(name: EndpointName, headers: Record<string, string> = {}): Promise<Response> {
  const [method] = paths[name];
  const path = pathOf(name, { session_id: sessionId, device_id: 'A'.repeat(43), display_id: 'A'.repeat(22) });
  return fetch(server.origin + path, { method, headers, signal: AbortSignal.timeout(5_000) });
}

async function codeOf(reply: Response): Promise<unknown> {
  const isJson = reply.headers.get('content-type')?.startsWith('application/json') === true && reply.status >= 400;
  const code = isJson ? ((await reply.json()) as { readonly code: unknown }).code : undefined;
  if (!isJson) await reply.body?.cancel();
  return code;
}

for (const name of names) {
  const isForStaff = endpoints[name].who === 'staff';
  test(`${name} is for ${isForStaff ? 'staff alone' : 'anyone'}`, async () => {
    const asNobody = await ask(name);
    const withBadToken = await ask(name, { authorization: 'Bearer nobody-gave-me-this' });
    const withBadCookie = await ask(name, { cookie: 'attend_staff=nobody-gave-me-this', origin: server.origin });
    if (isForStaff) {
      assert.equal(asNobody.status, 401);
      assert.equal(asNobody.headers.get('www-authenticate'), 'Bearer realm="staff"');
      assert.equal(await codeOf(asNobody), 'auth_required');
      assert.equal(withBadToken.status, 401);
      assert.equal(await codeOf(withBadToken), 'invalid_token');
      assert.equal(withBadCookie.status, 401);
      assert.equal(await codeOf(withBadCookie), 'invalid_token');
    } else {
      for (const reply of [asNobody, withBadToken, withBadCookie]) {
        assert.notEqual(reply.status, 401);
        assert.ok(reply.status < 500);
        await codeOf(reply);
      }
    }
    const asOurs = await ask(name, { authorization: `Bearer ${server.token}` });
    assert.ok(asOurs.status < 500 && asOurs.status !== 401, `${name} answered ${asOurs.status}`);
    await codeOf(asOurs);
  });
}

test('the server has the routes of the endpoint table and of the pages, each GET also as HEAD, and no other', () => {
  const gets = [...Object.keys(pageRoutes), ...Object.keys(pageLeads)].map((path) => `GET ${path}`);
  const listed = [...names.map((name) => paths[name].join(' ')), ...gets];
  const heads = listed.filter((route) => route.startsWith('GET ')).map((route) => `HEAD ${route.slice(4)}`);
  assert.deepEqual([...server.routes].toSorted(), [...listed, ...heads].toSorted());
});

for (const name of names.filter((each) => paths[each][0] === 'GET')) {
  test(`HEAD of ${name} is answered to the same people as GET, without a body`, async () => {
    const path = pathOf(name, { session_id: sessionId });
    for (const [authorization, isStaff] of [[undefined, false], ['Bearer nobody-gave-me-this', false], [`Bearer ${server.token}`, true]] as const) {
      const options = { ...(authorization === undefined ? {} : { headers: { authorization } }), signal: AbortSignal.timeout(5_000) };
      const head = await fetch(server.origin + path, { ...options, method: 'HEAD' });
      const get = await fetch(server.origin + path, options);
      await get.body?.cancel();
      assert.equal(head.status, get.status);
      assert.equal(head.status === 401, endpoints[name].who === 'staff' && !isStaff);
      assert.equal(head.headers.get('content-type'), get.headers.get('content-type'));
      assert.equal((await head.bytes()).length, 0);
    }
  });
}

test('HEAD of a live stream ends, and leaves nobody watching', async () => {
  const unwatched = await startServer();
  const { session_id: id } = await createSession(unwatched);
  const head = await asStaff(unwatched, `/sessions/${id}/live`, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
  const text = await (await fetch(`${unwatched.origin}/metrics`)).text();
  await unwatched.stop();
  assert.deepEqual([head.status, head.headers.get('content-type'), head.headers.get('content-length')], [200, 'text/event-stream; charset=utf-8', null]);
  assert.match(text, /^attend_live_watchers 0$/m);
});

test('HEAD of a page is its head, and of what nobody may GET is 404', async () => {
  assert.equal((await fetch(`${server.origin}/s`, { method: 'HEAD' })).status, (await fetch(`${server.origin}/s`)).status);
  for (const path of ['/create_session', '/submit_attendance', '/nothing']) assert.equal((await fetch(server.origin + path, { method: 'HEAD' })).status, 404);
});

test('an address that is led elsewhere leads there whoever asks, with GET and with HEAD', async () => {
  const leads = [['/', '/s'], [`/attendance/${sessionId}/desk`, `/staff/sessions/${sessionId}/desk`], ['/attendance/a%2Fb/desk', '/staff/sessions/a%2Fb/desk']];
  assert.equal(new Set(leads.map(([path]) => path!.split('/').length)).size, Object.keys(pageLeads).length);
  for (const [path, to] of leads) {
    for (const method of ['GET', 'HEAD']) {
      const reply = await fetch(server.origin + path, { method, redirect: 'manual' });
      assert.deepEqual([reply.status, reply.headers.get('location')], [302, to]);
    }
  }
});

test('a set-up link is no token, and Basic is no Bearer', async () => {
  for (const authorization of ['Basic QTpC', 'Bearer', 'Bearer a b', server.token]) {
    assert.equal((await asStaff(server, '/sessions', { headers: { authorization } })).status, 401);
  }
});

test('what is neither in the table nor a page does not exist, by any method', async () => {
  const unknown = ['/admin', '/attendance', '/qr/', '/create_session/x', '/%ff', '/..%2f..%2fetc/passwd', '/assets/../master.key', '/.env'];
  for (const path of unknown) {
    const reply = await fetch(server.origin + path);
    assert.equal(reply.status, 404, path);
    assert.equal(await codeOf(reply), 'not_found');
  }
  for (const asked of ['GET /create_session', 'DELETE /sessions', 'PUT /submit_attendance', 'OPTIONS /sessions', 'PATCH /s']) {
    const [method, path] = asked.split(' ');
    const reply = await fetch(server.origin + path, { method: method! });
    assert.equal(reply.status, 404, asked);
    assert.equal(await codeOf(reply), 'not_found');
  }
});

test('a page that was not built says so with 503, and a file that is not there with 404', async () => {
  for (const [url, target] of Object.entries(pageRoutes)) {
    const reply = await fetch(server.origin + url.replace('*', 'x'));
    assert.equal(reply.status, target.endsWith('.html') ? 503 : 404, url);
    if (target.endsWith('.html')) assert.match(await reply.text(), /npm run build/);
    else await codeOf(reply);
  }
});

test('behind a proxy that ends TLS, answers for the public host keep browsers on HTTPS, and no others', async () => {
  const cases = [
    ['https://attend.example.edu', 'Attend.example.edu', {}, true],
    ['https://attend.example.edu', 'attend.example.edu:443', { 'x-forwarded-proto': 'https' }, true],
    ['https://attend.example.edu', 'attend.example.edu', { 'x-forwarded-proto': 'http' }, false],
    ['https://attend.example.edu', 'localhost:5000', { 'x-forwarded-proto': 'https' }, false],
    ['https://attend.example.edu:8443', 'attend.example.edu:8443', {}, true],
    ['http://attend.example.edu', 'attend.example.edu', { 'x-forwarded-proto': 'https' }, false],
  ] as const;
  for (const [publicUrl, host, headers, isSent] of cases) {
    const own = await startServer({ publicUrl });
    try {
      for (const path of ['/healthz', '/s', '/nothing', '/sessions']) {
        const sent = await headersOf(own.origin + path, { host, ...headers });
        assert.deepEqual(sent['strict-transport-security'], isSent ? ['max-age=15552000'] : undefined, `${host} of ${publicUrl} at ${path}`);
        assert.deepEqual(sent['cross-origin-opener-policy'], isSent ? ['same-origin'] : undefined);
      }
    } finally {
      await own.stop();
    }
  }
});

/** Each header as often as it came; `fetch` lets nobody name a host. */
function headersOf(url: string, headers: Readonly<Record<string, string>>): Promise<NodeJS.Dict<string[]>> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (reply) => resolve((reply.resume(), reply.headersDistinct))).on('error', reject);
  });
}

test('every answer forbids foreign scripts, frames and referrers, and allows the camera to its own pages', async () => {
  for (const path of ['/healthz', '/s', '/nothing', `/sessions/${sessionId}`]) {
    const { headers } = await fetch(server.origin + path);
    assert.match(headers.get('content-security-policy')!, /default-src 'self';script-src 'self' 'wasm-unsafe-eval'/);
    assert.match(headers.get('content-security-policy')!, /frame-ancestors 'none'/);
    assert.doesNotMatch(headers.get('content-security-policy')!, /upgrade-insecure-requests/);
    assert.equal(headers.get('strict-transport-security'), null);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.match(headers.get('permissions-policy')!, /camera=\(self\), screen-wake-lock=\(self\)/);
  }
});
