import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import type { SessionChanges } from '../../attendance/ports.ts';
import { feedOver, watcherAt } from './feed-stage.ts';
import { pauseMs } from './feed.ts';

/** A feed over a store whose changes are the numbers 1 to `newest`. */
function setUp(context: TestContext) {
  const store = { newest: 0, reads: [] as number[], fails: false };
  const changesAfter = async (_: number, __: string, cursor: number, limit: number): Promise<SessionChanges> => {
    if (store.fails) throw new Error('gone');
    store.reads.push(cursor);
    const last = Math.min(Math.max(store.newest, cursor), cursor + limit);
    return { records: [], refused: [], removed: [], isSessionChanged: false, cursor: last, isComplete: last >= store.newest, isRestart: false };
  };
  const { newFeed, ...stage } = feedOver(context, changesAfter);
  return { ...stage, store, feed: newFeed() };
}

test('a watcher is told once that the server’s clock was set, and once that it is no longer worth saying', async (context) => {
  const { aside, feed, pass } = setUp(context);
  const watcher = watcherAt(0);
  feed.add(watcher);
  await pass(0);
  aside.jump = { atMs: 12_000, byMs: -37_500 };
  for (let looks = 0; looks < 3; looks++) {
    feed.look();
    await pass(pauseMs);
  }
  aside.jump = null;
  feed.look();
  await pass(pauseMs);
  const jump = { at: '1970-01-01T00:00:12.000Z', by_seconds: -37.5 };
  assert.deepEqual(watcher.events.map(({ clock_jump: told }) => told), [null, jump, null]);
});

test('a new watcher is told at once, even where nothing changed', async (context) => {
  const { feed, pass } = setUp(context);
  const watcher = watcherAt(0);
  feed.add(watcher);
  await pass(0);
  assert.deepEqual(watcher.events.map(({ cursor, complete }) => [cursor, complete]), [[0, true]]);
});

test('a thousand bells within a pause are one look, shared by all who stand at the same place', async (context) => {
  const { store, bell, feed, pass } = setUp(context);
  const watchers = [watcherAt(0), watcherAt(0), watcherAt(0)];
  for (const watcher of watchers) feed.add(watcher);
  await pass(0);
  assert.deepEqual(store.reads, [0]);
  for (let ring = 1; ring <= 1_000; ring++) {
    store.newest = ring % 400;
    bell.ring('s');
  }
  store.newest = 400;
  await pass(pauseMs - 1);
  assert.deepEqual(store.reads, [0]);
  await pass(1);
  assert.deepEqual(store.reads, [0, 0]);
  assert.deepEqual(watchers.map(({ frames }) => frames[1] === watchers[0]!.frames[1]), [true, true, true]);
  assert.deepEqual(watchers.map(({ events }) => events.map(({ cursor }) => cursor)), [[0, 400], [0, 400], [0, 400]]);
});

test('a watcher that does not take what it is sent is left alone until it does, and then told all of it once', async (context) => {
  const { store, bell, feed, pass } = setUp(context);
  const [slow, quick] = [watcherAt(0), watcherAt(0)];
  feed.add(slow);
  feed.add(quick);
  await pass(0);
  slow.isFull = true;
  for (store.newest = 1; store.newest <= 5; store.newest++) {
    bell.ring('s');
    await pass(pauseMs);
  }
  store.newest = 5;
  assert.deepEqual([slow.events.length, quick.events.length], [1, 6]);
  slow.isFull = false;
  feed.look();
  await pass(pauseMs);
  assert.deepEqual(slow.events.map(({ cursor }) => cursor), [0, 5]);
  assert.equal(quick.events.length, 6);
});

test('what does not fit one chunk follows without another bell', async (context) => {
  const { store, feed, pass } = setUp(context);
  store.newest = 1_200;
  const watcher = watcherAt(0);
  feed.add(watcher);
  for (let look = 0; look < 4; look++) await pass(pauseMs);
  assert.deepEqual(watcher.events.map(({ cursor, complete }) => [cursor, complete]), [[500, false], [1_000, false], [1_200, true]]);
});

test('a store that fails is asked again, and nothing is lost', async (context) => {
  const { store, feed, errors, pass } = setUp(context);
  const watcher = watcherAt(0);
  store.fails = true;
  store.newest = 3;
  feed.add(watcher);
  await pass(0);
  assert.deepEqual([errors.length, watcher.events.length], [1, 0]);
  store.fails = false;
  await pass(1_000);
  assert.deepEqual(watcher.events.map(({ cursor }) => cursor), [3]);
});

test('a session that closes by time alone is told without a bell, to a full watcher too when it is ready', async (context) => {
  const { feed, pass } = setUp(context);
  const [quick, slow] = [watcherAt(0), watcherAt(0)];
  feed.add(quick);
  feed.add(slow);
  await pass(0);
  slow.isFull = true;
  await pass(8_001);
  await pass(pauseMs);
  assert.deepEqual(quick.events.map((event) => event.session.state), ['open', 'closed']);
  slow.isFull = false;
  feed.look();
  await pass(pauseMs);
  assert.deepEqual(slow.events.map((event) => event.session.state), ['open', 'closed']);
});

test('many wrong typed codes are told of without any change, and so is their end', async (context) => {
  const { aside, feed, pass } = setUp(context);
  const watcher = watcherAt(0);
  feed.add(watcher);
  await pass(0);
  aside.wrongTyped = 199;
  feed.look();
  await pass(pauseMs);
  assert.equal(watcher.events.length, 1);
  aside.wrongTyped = 214;
  feed.look();
  await pass(pauseMs);
  assert.deepEqual(watcher.events.map(({ alarm }) => alarm), [null, { wrong_typed_codes: 214, minutes: 10 }]);
  aside.wrongTyped = 0;
  feed.look();
  await pass(pauseMs);
  feed.look();
  await pass(pauseMs);
  assert.deepEqual(watcher.events.map(({ alarm }) => alarm?.wrong_typed_codes ?? null), [null, 214, null]);
});

test('a look reads from twenty places at most, the newest first; who waits has the next turn', async (context) => {
  const { store, feed, pass } = setUp(context);
  store.newest = 400;
  const follower = watcherAt(400);
  const behind = Array.from({ length: 50 }, (_, index) => watcherAt(index + 1));
  for (const watcher of [...behind, follower]) feed.add(watcher);
  await pass(0);
  assert.equal(follower.events.length, 1);
  const told = () => behind.filter(({ events }) => events.length > 0).length;
  assert.deepEqual([told(), store.reads.length], [19, 21]);
  for (let look = 0; look < 2; look++) await pass(pauseMs);
  assert.deepEqual(behind.map(({ events }) => events.map(({ cursor }) => cursor)), behind.map(() => [400]));
});
