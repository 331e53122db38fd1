import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';

import { defaultInstitution } from '../../src/attendance/institution.ts';
import { isShown } from '../../src/attendance/displays.ts';
import { asStaff, createSession, postAsStaff } from '../http/ask.ts';
import { startServer, type RunningServer } from '../http/start-server.ts';
import { openHall, until } from '../support/hall.ts';
import { runAttend, startAttend } from './run-attend.ts';

/** A terminal that draws codes is a display like any other. */

let server: RunningServer;
before(async () => {
  server = await startServer({ clock: Date.now, monotonic: () => performance.now() });
});
after(async () => {
  await server.stop();
});

interface Listed {
  readonly displays: readonly { readonly display_id: string; readonly name: string; readonly hidden: boolean; readonly is_closed: boolean; readonly shown_epochs: number }[];
}

async function newHall() {
  const { session_id: id } = await createSession(server, { identity: 'device', rotation_seconds: 2, grace_seconds: 20, duration_minutes: 60 });
  const displays = async () => ((await (await asStaff(server, `/sessions/${id}/displays`)).json()) as Listed).displays;
  return { hall: await openHall(server, id, Date.now), displays, env: { ATTEND_SERVER: server.origin, ATTEND_TOKEN: server.token } };
}

it('says that a single code was drawn, and that nothing follows', { timeout: 30_000 }, async () => {
  const { hall, displays, env } = await newHall();
  const { code, stderr } = await runAttend(['session', 'qr', hall.sessionId], env);
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual((await displays()).map(({ name, is_closed: isClosed, shown_epochs: shown }) => [name, isClosed, shown]), [['Terminal', true, 1]]);
});

it('reports each code that it follows, hides it when staff ask, and says its last word at Ctrl-C', { timeout: 60_000 }, async () => {
  const { hall, displays, env } = await newHall();
  const shownEpochs = () => server.store.displays.shownEpochs(defaultInstitution, hall.sessionId);
  const running = startAttend(['session', 'qr', hall.sessionId, '--follow'], env);
  await running.printed(/HTTP:\/\/\S+#[0-9A-Z]{47}/);
  const begin = hall.epochNow();
  await until('three epochs', async () => isShown(await shownEpochs(), begin + 2) === 'shown');
  const [display] = await displays();
  const orderedMs = performance.now();
  await postAsStaff(server, `/sessions/${hall.sessionId}/displays/${display!.display_id}/hide`, { hidden: true });
  await running.printed(/The code is hidden on this screen/);
  assert.ok(performance.now() - orderedMs < 5_000, 'within five seconds');
  const hidden = hall.epochNow() + 1;
  await until('an epoch that is hidden', async () => isShown(await shownEpochs(), hidden) === 'not_shown');
  running.child.kill('SIGINT');
  await running.ended;
  const [last, ...others] = await displays();
  assert.deepEqual([others, last!.is_closed, last!.hidden], [[], true, true]);
  assert.equal(isShown(await shownEpochs(), begin + 1), 'shown');
});
