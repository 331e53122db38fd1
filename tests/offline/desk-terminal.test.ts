import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';

import type { DeskReply } from '../../src/protocol/desk-schemas.ts';
import type { DeviceView } from '../../src/protocol/device-schemas.ts';
import type { ReplyOf } from '../../src/protocol/endpoints.ts';
import type { SessionView } from '../../src/protocol/schemas.ts';
import { runAttend, startAttend } from './run-attend.ts';

/** The desk, devices, checks, policies and stored evidence from a terminal, against a server that `attend serve` started. */

const dir = mkdtempSync(join(tmpdir(), 'attend-desk-'));
const dataDir = join(dir, 'data');
let server: ReturnType<typeof startAttend>;
let env: Record<string, string> = { DATA_DIR: dataDir };

before(async () => {
  server = startAttend(['serve'], { ...env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error' });
  const [url] = await server.printed(/http:\/\/(?:localhost|127\.0\.0\.1):\d+/);
  const { stdout } = await runAttend(['token', 'create', '--name', 'Prof. Chen'], env);
  env = { ...env, ATTEND_SERVER: url, ATTEND_TOKEN: stdout.trim() };
});
after(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  rmSync(dir, { recursive: true });
});

async function json<Reply>(...args: readonly string[]): Promise<Reply> {
  const { code, stdout, stderr } = await runAttend([...args, '--json'], env);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** Students of whom all but the first came on the first one's terminal, so that the third is held. */
async function classOf(course: string, ...flags: readonly string[]): Promise<string> {
  const { session_id: id } = await json<SessionView>('session', 'create', '--course', course, ...flags);
  for (const [guest, index] of [[[], 1], [['--guest', `${course}-2`], 2], [['--guest', `${course}-3`], 3]] as const) {
    const said = await scan(id, `${course}-1`, guest);
    assert.match(said, /^\[\+\] Submission accepted/m, `student ${index}`);
  }
  return id;
}

async function scan(id: string, student: string, more: readonly string[] = []): Promise<string> {
  const carrier = await json('session', 'qr', id);
  const args = ['student', '--student-id', student, '--queue', join(dir, `${student}.sqlite`), ...more];
  return (await runAttend(args, env, `1\n${JSON.stringify(carrier)}\n5\n`)).stdout;
}

const words = async (...args: readonly string[]) => (await runAttend(args, env)).stdout;

it('shows what waits at the desk, decides it, takes it back, and tells the history', async () => {
  const id = await classOf('Desk');
  assert.match(await words('session', 'desk', id), /^STUDENT +STANDING[^]*Desk-3 +present, held .*device_of_other_student/);
  const { items } = await json<DeskReply>('session', 'desk', id);
  assert.deepEqual(items.map(({ record }) => record.student_id), ['Desk-3']);
  assert.match(await words('session', 'ask', id, 'desk-3', '--note', 'Whose phone was it?'), /^Desk-3 is present .*; ask stands/);
  assert.match(await words('session', 'accept', id, 'Desk-3', '--as', 'late', '--note', 'I saw them'), /^Desk-3 is late \(manual, counted\); accept stands, seq \d+\.\n$/);
  assert.match(await words('session', 'undo', id, 'Desk-3'), /ask stands/);
  assert.match(await words('session', 'reject', id, 'Desk-3', '--note', 'was elsewhere'), /^Desk-3 is absent/);
  const history = await words('session', 'history', id, '--student', 'Desk-3');
  for (const step of ['Whose phone was it?', 'I saw them', 'was elsewhere']) assert.ok(history.includes(`"${step}"`), history);
  assert.equal((await json<ReplyOf<'history'>>('session', 'history', id, '--student', 'NOBODY')).changes.length, 0);
  const nobody = await runAttend(['session', 'accept', id, 'NOBODY', '--note', 'x'], env);
  assert.deepEqual([nobody.code, /unknown_record/.test(nobody.stderr)], [1, true]);
  const nothing = await runAttend(['session', 'undo', id, 'Desk-1'], env);
  assert.deepEqual([nothing.code, /--seq/.test(nothing.stderr)], [1, true]);
  for (const args of [['accept', id, 'Desk-3'], ['accept', id, 'Desk-3', '--note', 'x', '--as', 'absent'], ['undo', id, 'Desk-3', '--seq', 'x']]) {
    assert.equal((await runAttend(['session', ...args], env)).code, 2, args.join(' '));
  }
  const { session_id: empty } = await json<SessionView>('session', 'create');
  assert.match(await words('session', 'desk', empty), /^Nothing waits/);
});

it('lists, revokes, approves and binds devices', async () => {
  const id = await classOf('Devices');
  const { devices } = await json<ReplyOf<'devices'>>('device', 'list', '--student', 'Devices-1');
  const [{ device_id: deviceId, entries }] = devices as [DeviceView];
  assert.equal(entries, 3);
  assert.match(await words('device', 'list', '--student', 'devices-1'), /Devices-1 +active +3/);
  assert.match(await words('device', 'revoke', deviceId), /^Device {5}\S{43}\nStudent {4}Devices-1\nState {6}revoked by Prof\. Chen/);
  assert.match(await scan(id, 'Devices-1'), /Submission refused: .*\(device_revoked\)[^]*Staff revoked the key of this terminal/);
  assert.match(await words('device', 'approve', deviceId), /^State {6}active$/m);
  assert.match(await words('device', 'bind', deviceId, 'Devices-3'), /^Student {4}Devices-3\nState {6}active, bound by staff$/m);
  assert.match(await words('session', 'desk', id), /Devices-1 +present, held/);
  assert.equal(await words('device', 'list', '--waiting'), 'No devices.\n');
  const unknown = await runAttend(['device', 'revoke', 'A'.repeat(43)], env);
  assert.deepEqual([unknown.code, /unknown_device/.test(unknown.stderr)], [1, true]);
});

it('says of a device that waits what waits, until when, and what approving it does', async () => {
  const { session_id: id } = await json<SessionView>('session', 'create', '--course', 'Three', '--identity', 'device');
  for (const each of ['one', 'two', 'three']) await scan(id, 'Three-1', ['--queue', join(dir, `three-${each}.sqlite`)]);
  const list = await words('device', 'list', '--student', 'Three-1');
  assert.match(list, /Three-1 +waiting until 20\S+Z +1 [^]*\n\nA waiting device is one beside two that count\.[^]*"attend device approve DEVICE" counts both now; the one that began to count first gives way\.\n$/);
  const { devices } = await json<ReplyOf<'devices'>>('device', 'list', '--student', 'Three-1', '--waiting');
  const approved = await words('device', 'approve', devices[0]!.device_id);
  assert.match(approved, /^State {6}active$/m);
  assert.doesNotMatch(approved, /waiting/);
  const after = await words('device', 'list', '--student', 'Three-1');
  assert.deepEqual([...after.matchAll(/Three-1 +(\w+)/g)].map(([, state]) => state), ['active', 'active', 'replaced'], 'what was said of the first one is so');
});

it('asks for a second code, and ends the check', async () => {
  // A still code answers a check from its first moment on; a rotating one from its next change.
  const id = await classOf('Checks', '--rotation', '0');
  assert.match(await scan(id, 'Checks-1'), /Already recorded/);
  assert.match(await words('session', 'check', 'start', id, '--minutes', '2'), /^Check 1 {2}\S+ - \S+ {2}runs now\n$/);
  assert.match(await scan(id, 'Checks-1'), /Submission accepted/);
  assert.match(await words('session', 'check', 'end', id), /^Check 1 {2}\S+ - \S+\n$/);
  assert.equal((await runAttend(['session', 'check', 'start', id, '--minutes', '61'], env)).code, 2);
  assert.match(await words('session', 'roster', id), /^STUDENT +SESSIONS +HERE\nChecks-1 +1 +present, counted\n/);
  assert.equal(await words('session', 'displays', id), 'No display reported anything.\n');
});

it('tells in the history on which screen the code was hidden from elsewhere, and that typed codes were switched off', async () => {
  const { session_id: id } = await json<SessionView>('session', 'create');
  const post = async (path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${env['ATTEND_TOKEN']}`, 'content-type': 'application/json' };
    assert.equal((await fetch(`${env['ATTEND_SERVER']}/sessions/${id}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status, 200, path);
  };
  const screen = 'A'.repeat(22);
  await post(`displays/${screen}`, { name: 'Left wall', known: null, shown: [], hidden: false });
  await post(`displays/${screen}/hide`, { hidden: true });
  await post('typed', { enabled: false });
  assert.match(await words('session', 'history', id), /^AT +SEQ +WHO +WHAT +OF +WHY\n\S+ +\d+ +Prof\. Chen +typed_off +-.*\n\S+ +\d+ +Prof\. Chen +hide_code +screen Left wall\b/);
});

it('shows and changes the policy of a course', async () => {
  assert.match(await words('course', 'policy', 'Policies'), /^Course {5}Policies \(as every course begins\)\n[^]*with two codes/);
  const changed = await words('course', 'policy', 'Policies', '--two-codes', 'no', '--device-cool-down', '0.5', '--borrowed-phones', '2');
  assert.match(changed, /^Course {5}Policies\n[^]*with one code[^]*0\.5 h\nGuests {5}2 /);
  assert.equal(await words('course', 'policy', 'Policies'), changed);
  assert.equal((await runAttend(['course', 'policy', 'Policies', '--borrowed-phones', '11'], env)).code, 1);
  for (const wrong of [['--two-codes', 'maybe'], ['--sync-deadline', '-1'], ['--device-cool-down', 'long']]) {
    assert.equal((await runAttend(['course', 'policy', 'Policies', ...wrong], env)).code, 2, wrong.join(' '));
  }
});

it('computes every grade again beside the running server, and says in its exit code whether one changed', async () => {
  const id = await classOf('Again');
  const recompute = (...more: readonly string[]) => runAttend(['evidence', 'recompute', '--session', id, ...more], env);
  const right = await recompute();
  assert.deepEqual([right.code, right.stdout], [0, 'Examined 3: every grade is what the evidence says.\n']);
  const database = new DatabaseSync(join(dataDir, 'attendance.sqlite'), { timeout: 5_000 });
  database.prepare("update record set grade = 'late_sync' where session_id = ? and student_id = 'Again-1'").run(id);
  database.close();
  const dry = await recompute('--dry-run');
  assert.deepEqual([dry.code, dry.stderr], [7, 'attend: 1 of 3 grades would change.\n']);
  assert.match(dry.stdout, /^SESSION .*\n\S{36} {2}Again-1 +late_sync +online_in_window/);
  const done = await recompute('--json');
  assert.equal(done.code, 7);
  assert.deepEqual(JSON.parse(done.stdout), {
    ...{ examined: 3, dry_run: false },
    changed: [{ session_id: id, student_id: 'Again-1', from: 'late_sync', to: 'online_in_window', reasons: [] }],
  });
  assert.equal((await runAttend(['evidence', 'recompute'], env)).code, 0);
  assert.equal((await runAttend(['evidence', 'recompute', '--session', 'x'], env)).code, 1);
});
