import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type pg from 'pg';

import { answerMs } from './connect.ts';
import { breaksConnection, isUnavailable } from './failures.ts';
import { inOneTrip } from './trip.ts';
import { tripWatch } from './trip-watch.ts';

interface Sent extends pg.Submittable {
  handleReadyForQuery(): void;
}

/** A connection that sends what it is handed at once, to nobody. */
class DeafClient extends EventEmitter {
  readonly sent: Sent[] = [];
  readonly #connection = { stream: { writable: true, write: () => undefined } };

  query(trip: Sent): void {
    this.sent.push(trip);
    trip.submit(this.#connection as never);
  }
}

function ask(client: DeafClient) {
  return inOneTrip(client as never, [{ text: 'select 1', values: [] }]);
}

test('a database that does not answer is given up, as one that cannot be used, and its late answer is heard by nobody', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const client = new DeafClient();
  const asked = ask(client);
  mock.timers.tick(answerMs);
  await assert.rejects(asked, (error: Error) => isUnavailable(error) && breaksConnection(error));
  client.sent[0]!.handleReadyForQuery();
  assert.deepEqual(client.eventNames(), []);
});

test('each trip of a connection has all of the time, and one that was answered is not late', { timeout: 10_000 }, async () => {
  const [half, whole] = [30, 60];
  const [other, watch] = [tripWatch(half), tripWatch(whole)];
  watch.begin(() => assert.fail('it was answered'));
  await new Promise<void>((passed) => other.begin(passed));
  watch.end();
  const beganMs = performance.now();
  await new Promise<void>((late) => watch.begin(late));
  // A timer counts whole milliseconds.
  assert.ok(performance.now() - beganMs >= whole - 1);
});
