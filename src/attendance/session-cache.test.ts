import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aSession } from '../../tests/conformance/samples.ts';
import type { SessionStore } from './ports.ts';
import type { Session } from './session.ts';
import { sessionCache } from './session-cache.ts';

/** A store whose answers wait until they are let go. */
function slowStore() {
  const waiting: ((session: Session | undefined) => void)[] = [];
  const ask = () => new Promise<Session | undefined>((answer) => waiting.push(answer));
  const store = { findSession: ask, findSessionByTag: ask, listSessionsOpenBetween: () => Promise.resolve([]) } as unknown as SessionStore;
  return { waiting, cache: sessionCache(store, 1) };
}

const session = aSession();

test('a hall that asks at once is answered by one read, and what was read is kept', async () => {
  const { waiting, cache } = slowStore();
  const asked = Array.from({ length: 500 }, () => cache.byTag(session.tag));
  assert.equal(waiting.length, 1);
  waiting[0]!(session);
  assert.deepEqual(new Set(await Promise.all(asked)), new Set([session]));
  assert.equal(await cache.byId(session.sessionId), session);
  assert.equal(waiting.length, 1);
});

test('who asks after a change reads again, though a read from before it is under way, and what that one brings is not kept', async () => {
  const { waiting, cache } = slowStore();
  const before = cache.byId(session.sessionId);
  cache.forget(session.sessionId);
  const after = cache.byId(session.sessionId);
  const changed = aSession({ course: 'changed' });
  waiting[1]!(changed);
  waiting[0]!(session);
  assert.deepEqual([await before, await after], [session, changed]);
  assert.equal(await cache.byId(session.sessionId), changed);
});

test('a read that fails fails those who waited for it, and the next one is tried again', async () => {
  let reads = 0;
  const store = { findSession: () => (reads++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve(session)) } as unknown as SessionStore;
  const cache = sessionCache(store, 1);
  const asked = await Promise.allSettled([cache.byId('x'), cache.byId('x')]);
  assert.deepEqual(asked.map(({ status }) => status), ['rejected', 'rejected']);
  assert.equal(await cache.byId('x'), session);
  assert.equal(reads, 2);
});
