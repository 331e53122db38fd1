import assert from 'node:assert/strict';
import { test } from 'node:test';

import { base64url } from '../../protocol/base64url.ts';
import { utf8, type Bytes } from '../../protocol/bytes.ts';
import { keepPlace, type PlacePorts } from './keep-place.ts';

const code = '0'.repeat(47);
const given = { claim: 'AAAA', claimed_at: '2026-03-02T09:04:00.000Z', expires_at: '2026-03-02T09:14:00.000Z', course: 'Networks', session_id: 'x', identity: 'device' };
const kept = { kind: 'kept', token: 'AAAA', untilMs: Date.UTC(2026, 2, 2, 9, 14) } as const;
const refusedBody = { status: 'error', code: 'code_expired', reason: 'gone', retry: false, request_id: 'r' };

interface Wish {
  readonly status?: number;
  readonly body?: unknown;
  readonly type?: string;
  readonly isDown?: boolean;
  readonly deviceKey?: string | null;
  readonly canSign?: boolean;
  readonly canRemember?: boolean;
  readonly nowMs?: number;
  readonly head?: string | null;
}

function pageOf({ status = 201, body = given, type = 'application/json', isDown = false, deviceKey = 'KEY', canSign = true, canRemember = true, nowMs = kept.untilMs - 1, head = null }: Wish, remembered = new Map<string, string>()) {
  const asked: unknown[] = [];
  const sign = async (bytes: Bytes) => {
    if (!canSign) throw new DOMException('no such key', 'OperationError');
    return bytes;
  };
  const ports: PlacePorts = {
    fetch: async (address, options) => {
      asked.push([address, JSON.parse(options!.body as string)]);
      if (isDown) throw new TypeError('fetch failed');
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': type } });
    },
    nowMs: () => nowMs,
    openSigner: async () => (deviceKey === null ? null : { publicKey: deviceKey, deviceId: '', sign, sha256: async (bytes) => bytes }),
    readHead: async () => ({ seq: head === null ? -1 : 0, entryId: head }),
    memory: {
      getItem: (name) => remembered.get(name) ?? null,
      setItem: (name, value) => {
        if (!canRemember) throw new DOMException('full', 'QuotaExceededError');
        remembered.set(name, value);
      },
    },
  };
  return { ports, asked, remembered };
}

test('a place is asked for with the key of this phone and its signature, and until when it is kept is the server’s word', async () => {
  const page = pageOf({});
  assert.deepEqual(await keepPlace(code, page.ports), kept);
  assert.deepEqual(page.asked, [['/claim', { code, device_key: 'KEY', signature: base64url.encode(utf8(`QAT2D\0${code}`)) }]]);
  const used = pageOf({ head: 'HEAD' });
  await keepPlace(code, used.ports);
  assert.deepEqual(used.asked.map((each) => (each as [string, { head: string }])[1].head), ['HEAD'], 'and the end of its chain');
  const forgetful = pageOf({ canRemember: false });
  assert.deepEqual(await keepPlace(code, forgetful.ports), kept);
});

test('a page that can hold no key, and one whose key signs nothing, ask for no place', async () => {
  for (const wish of [{ deviceKey: null }, { canSign: false }]) {
    const page = pageOf(wish);
    assert.deepEqual([await keepPlace(code, page.ports), page.asked], [{ kind: 'none' }, []]);
  }
});

test('a page that was reloaded has its place still: for the same code and key, until its time is over', async () => {
  const { remembered, ports } = pageOf({});
  await keepPlace(code, ports);
  const again = pageOf({ status: 422, body: refusedBody }, remembered);
  assert.deepEqual(await keepPlace(code, again.ports), kept);
  assert.equal(again.asked.length, 0);
  for (const wish of [{ nowMs: kept.untilMs }, { deviceKey: 'OTHER' }]) {
    const page = pageOf({ ...wish, status: 422, body: refusedBody }, remembered);
    assert.equal((await keepPlace(code, page.ports)).kind, 'refused');
  }
  assert.equal((await keepPlace('K7QF3M2X', pageOf({ status: 422, body: refusedBody }, remembered).ports)).kind, 'refused');
});

test('only the server’s own refusal is one; all else leaves things as they were', async () => {
  const outcomeOf = async (wish: Wish) => (await keepPlace(code, pageOf(wish).ports)).kind;
  assert.equal(await outcomeOf({ status: 422, body: refusedBody }), 'refused');
  assert.equal(await outcomeOf({ isDown: true }), 'none');
  assert.equal(await outcomeOf({ body: '<html>Sign in</html>', status: 200, type: 'text/html' }), 'none');
  assert.equal(await outcomeOf({ status: 403, body: refusedBody }), 'none');
  assert.equal(await outcomeOf({ status: 404, body: { ...refusedBody, code: 'not_found' } }), 'none');
  assert.equal(await outcomeOf({ status: 503, body: { ...refusedBody, code: 'storage_unavailable' } }), 'none');
  assert.equal(await outcomeOf({ body: { claim: 7 } }), 'none');
});

test('what another page has left in the tab’s memory is not believed', async () => {
  for (const text of ['nonsense', '{}', '[]', `{"code":"${code}","deviceKey":"KEY","token":7,"untilMs":9e15}`]) {
    const page = pageOf({}, new Map([['attend-place', text]]));
    await keepPlace(code, page.ports);
    assert.equal(page.asked.length, 1, text);
  }
});
