import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { DisplayView } from '../../src/protocol/schemas.ts';
import { asStaff, createSession } from './ask.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { watch } from './watch.ts';

/** Somebody sets the clock of the machine while the server runs. */

let server: RunningServer;
let setByMs = 0;
before(async () => {
  server = await startServer({ clock: () => Date.now() + setByMs, monotonic: () => performance.now() });
});
after(() => server.stop());

test('a clock that is set is said within five seconds: to live pages, projectors, metrics and the log', async () => {
  const { session_id: id } = await createSession(server);
  const display = async () => (await (await asStaff(server, `/sessions/${id}/display`)).json()) as DisplayView;
  assert.equal((await display()).clock_jump, null);
  const reader = await watch(`${server.origin}/sessions/${id}/live`, server.token);
  assert.equal((await reader.next())?.event.clock_jump, null);

  const startedMs = performance.now();
  setByMs = -37_000;
  const told = (await reader.next())!.event;
  assert.ok(performance.now() - startedMs < 5_000);
  assert.equal(Math.round(told.clock_jump!.by_seconds), -37);
  assert.ok(Math.abs(Date.parse(told.clock_jump!.at) - (Date.now() + setByMs)) < 5_000);
  assert.deepEqual((await display()).clock_jump, told.clock_jump);
  reader.close();

  assert.match(await (await fetch(`${server.origin}/metrics`)).text(), /^attend_clock_jumps_total 1$/m);
  assert.equal(server.log.filter((line) => line.includes('the wall clock was set')).length, 1);
});
