import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';

import type { RecordView, SessionSummary } from '../../src/protocol/schemas.ts';
import { runAttend, startAttend } from './run-attend.ts';

/** The commands of staff against a server that `attend serve` started, in the order in which a day uses them. */

const dir = mkdtempSync(join(tmpdir(), 'attend-staff-'));
const dataDir = join(dir, 'data');
let server: ReturnType<typeof startAttend>;
let env: Record<string, string> = { DATA_DIR: dataDir };

before(async () => {
  server = startAttend(['serve'], { ...env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error' });
  const [url] = await server.printed(/http:\/\/(?:localhost|127\.0\.0\.1):\d+/);
  env = { ...env, ATTEND_SERVER: url };
  env['ATTEND_TOKEN'] = await makeToken('Prof. Chen');
});
after(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  rmSync(dir, { recursive: true });
});

async function makeToken(name: string): Promise<string> {
  const { code, stdout, stderr } = await runAttend(['token', 'create', '--name', name], env);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^[\w-]{43}\n$/, 'the token stands alone on stdout');
  return stdout.trim();
}

/** What `--json` prints, as far as these tests look at it. */
interface Printed extends SessionSummary {
  readonly sessions: readonly SessionSummary[];
  readonly records: readonly RecordView[];
  readonly counts: { readonly counted: number };
  readonly tokens: readonly { readonly id: string; readonly name: string }[];
  readonly rows: { readonly record: number };
}

async function json(args: readonly string[]): Promise<Printed> {
  const { code, stdout, stderr } = await runAttend([...args, '--json'], env);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

const student = (id: string, input: string) => runAttend(['student', '--student-id', id, '--queue', join(dir, `${id}.sqlite`)], env, input);

it('creates sessions that rotate and ask for a device, or what the flags say', async () => {
  const usual = await json(['session', 'create']);
  assert.deepEqual([usual.identity, usual.rotation_seconds, usual.grace_seconds, usual.duration_minutes], ['device', 5, 10, 15]);
  const flags = ['--course', 'Networks', '--duration', '20', '--identity', 'open', '--rotation', '0', '--late-after', '5'];
  const special = await json(['session', 'create', ...flags]);
  assert.deepEqual([special.course, special.identity, special.rotation_seconds, special.late_after_minutes], ['Networks', 'open', 0, 5]);
  const listed = await json(['session', 'list']);
  assert.deepEqual(listed.sessions.map((each) => each.course), ['Networks', 'Course-101']);
});

it('shows codes that students of the terminal can submit: drawn, typed, as a picture and as JSON', async () => {
  const { session_id: id } = await json(['session', 'create', '--course', 'Codes']);
  const { stdout } = await runAttend(['session', 'qr', id], env);
  const [url] = /HTTP\S+#\w{47}/.exec(stdout)!;
  const [typed] = /\w{4}-\w{4}(?=\n)/.exec(stdout)!;
  const carrier = await json(['session', 'qr', id]);
  const picture = join(dir, 'code.png');
  assert.equal((await runAttend(['session', 'qr', id, '--png', picture], env)).code, 0);
  assert.equal((await runAttend(['session', 'qr', id, '--svg', join(dir, 'code.svg')], env)).code, 0);
  assert.match(readFileSync(join(dir, 'code.svg'), 'utf8'), /^<svg/);
  for (const [index, pasted] of [picture, JSON.stringify(carrier), url, typed].entries()) {
    const { stdout: said } = await student(`S${index}`, `1\n${pasted}\n`);
    assert.match(said, /^\[\+\] Submission accepted\. latency: \d/m, pasted);
  }
  const table = await json(['watch', id, '--once']);
  assert.deepEqual(table.records.map((each) => each.student_id).sort(), ['S0', 'S1', 'S2', 'S3']);
  assert.equal(table.counts.counted, 4);
});

it('follows a session live, one event a line, and ends in order when it is interrupted', async () => {
  const { session_id: id } = await json(['session', 'create', '--rotation', '0', '--identity', 'open']);
  const watch = startAttend(['watch', id, '--json'], env);
  const words = startAttend(['watch', id], env);
  await watch.printed(/\n/);
  await student('Late', `1\n${JSON.stringify(await json(['session', 'qr', id]))}\n`);
  await watch.printed(/"student_id":"Late"/);
  await words.printed(/Late {2}present[^]*1 counted/);
  assert.equal((await json(['session', 'close', id])).state, 'closed');
  await watch.printed(/"state":"closed"/);
  for (const each of [watch, words]) {
    each.child.kill('SIGINT');
    assert.equal((await each.ended).code, 0);
  }
  assert.equal((await json(['session', 'reopen', id, '5'])).state, 'open');
  assert.equal((await json(['session', 'extend', id, '5'])).state, 'open');
  assert.equal((await json(['session', 'show', id])).counted, 1);
});

it('sets a sheet by hand, keeps who is recorded, and switches the typed code', async () => {
  const { session_id: id } = await json(['session', 'create', '--rotation', '0', '--identity', 'open']);
  await student('P1', `1\n${JSON.stringify(await json(['session', 'qr', id]))}\n`);
  const sheet = join(dir, 'sheet.txt');
  writeFileSync(sheet, 'P2\r\n\n P3 \n');
  const marked = await runAttend(['session', 'mark', id, '--student', 'P1', 'P4', '--file', sheet, '--status', 'late', '--note', 'paper'], env);
  assert.deepEqual([marked.code, marked.stdout], [0, 'kept       P1  present\nset        P4  late\nset        P2  late\nset        P3  late\n']);
  assert.equal((await json(['session', 'show', id])).counted, 4);
  const wrong = await runAttend(['session', 'mark', id, '--student', 'x'.repeat(65)], env);
  assert.deepEqual([wrong.code, /no student number/.test(wrong.stderr)], [1, true]);
  assert.equal((await runAttend(['session', 'mark', id], env)).code, 2);
  assert.equal((await json(['session', 'typed', id, 'off'])).typed_enabled, false);
  assert.ok(!(await runAttend(['session', 'qr', id], env)).stdout.includes('Without a camera'));
  assert.equal((await json(['session', 'typed', id, 'on'])).typed_enabled, true);
  assert.equal((await json(['session', 'create', '--no-typed-code'])).typed_enabled, false);
});

it('exports a file that is whole, or none', async () => {
  const { session_id: id } = await json(['session', 'create', '--rotation', '0', '--identity', 'open']);
  await student('=1+1', `1\n${JSON.stringify(await json(['session', 'qr', id]))}\n`);
  const file = join(dir, 'export.csv');
  assert.equal((await runAttend(['export', id, '--csv', '--out', file], env)).code, 0);
  const { stdout } = await runAttend(['export', id, '--csv'], env);
  assert.equal(readFileSync(file, 'utf8'), stdout);
  assert.ok(!/^=1/m.test(stdout), 'a formula is escaped');
  const missing = await runAttend(['export', '00000000-0000-4000-8000-000000000000', '--out', join(dir, 'none.csv')], env);
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /unknown session_id/);
});

it('describes a session, notes headcounts and draws a spot check that its seed draws again', async () => {
  const { session_id: id } = await json(['session', 'create', '--course', 'Insight']);
  const { stdout } = await runAttend(['session', 'insight', id], env);
  assert.match(stdout, /^Course {5}Insight\nStudents {3}0 counted/);
  assert.match(stdout, /None of this is a proof/);
  const noted = await runAttend(['session', 'headcount', id, '12', '--note', 'from the door'], env);
  assert.match(noted.stdout, /^12 in the hall, 0 recorded \(-12\), Prof\. Chen, \d{4}-/);
  assert.equal((await runAttend(['session', 'headcount', id, 'many'], env)).code, 2);
  assert.match((await runAttend(['session', 'spot-check', id], env)).stdout, /^Nobody is recorded/);
  const first = await runAttend(['session', 'spot-check', id, '--json'], env);
  const { seed } = JSON.parse(first.stdout) as { readonly seed: string };
  assert.equal((await runAttend(['session', 'spot-check', id, '--seed', seed, '--json'], env)).stdout, first.stdout);
  for (const share of ['0', '2', 'x']) assert.equal((await runAttend(['session', 'spot-check', id, '--share', share], env)).code, 2);
});

it('revokes a token in the running server at once', async () => {
  const token = await makeToken('Guest');
  const asGuest = { ...env, ATTEND_TOKEN: token };
  assert.equal((await runAttend(['session', 'list'], asGuest)).code, 0);
  const { tokens } = await json(['token', 'list']);
  const id = tokens.find((each) => each.name === 'Guest')?.id ?? '';
  assert.equal((await runAttend(['token', 'revoke', id], env)).code, 0);
  const { code, stderr } = await runAttend(['session', 'list'], asGuest);
  assert.deepEqual([code, /revoked/.test(stderr)], [6, true]);
  assert.equal((await runAttend(['token', 'revoke', id], env)).code, 1);
});

it('backs up beside the running server, and restores only where none runs', async () => {
  const file = join(dir, 'backup.sqlite');
  const report = await json(['backup', file]);
  assert.ok(report.rows.record >= 1);
  assert.equal((await runAttend(['backup', file], env)).code, 1);
  assert.equal((await runAttend(['restore', file, '--replace'], env)).code, 3);
  const other = join(dir, 'other');
  const restored = await runAttend(['restore', file, '--data-dir', other, '--json'], env);
  assert.deepEqual(JSON.parse(restored.stdout).rows, report.rows);
  assert.equal((await runAttend(['restore', file, '--data-dir', other], env)).code, 1);
  assert.equal((await runAttend(['serve'], { ...env, PORT: '0' })).code, 3);
});

it('examines the installation, and fails where something has to be done', async () => {
  const { stdout } = await runAttend(['doctor', '--server', env['ATTEND_SERVER']!, '--json'], env);
  const checks: { name: string; state: string }[] = JSON.parse(stdout).checks;
  for (const name of ['node', 'settings', 'disk', 'data', 'holder', 'schema', 'database', 'master key', 'server', 'clock']) {
    assert.equal(checks.find((each) => each.name === name)?.state, 'ok', `${name}: ${stdout}`);
  }
  const wrongKey = await runAttend(['doctor'], { ...env, PORT: '0', MASTER_KEY: 'ab'.repeat(32) });
  assert.equal(wrongKey.code, 1);
  assert.match(wrongKey.stdout, /^fail {2}master key/m);
  chmodSync(dataDir, 0o755);
  assert.match((await runAttend(['doctor'], env)).stdout, /^warn {2}data .*chmod 700 it/m);
  chmodSync(dataDir, 0o700);
  const damaged = join(dir, 'damaged');
  mkdirSync(damaged);
  writeFileSync(join(damaged, 'attendance.sqlite'), 'no database '.repeat(500));
  assert.match((await runAttend(['doctor', '--data-dir', damaged], env)).stdout, /^fail {2}database .*move it away and restore a backup/m);
  const wrongPort = await runAttend(['doctor'], { ...env, PORT: 'five' });
  assert.match(wrongPort.stdout, /^fail {2}settings +PORT="five"/m);
});

it('says that a token is of a database that was made for it', async () => {
  const { code, stdout, stderr } = await runAttend(['token', 'create', '--name', 'Dean', '--data-dir', join(dir, 'elsewhere')], env);
  assert.deepEqual([code, stdout.length], [0, 44]);
  assert.match(stderr, /there was no database in .*elsewhere, so one was made/);
});

it('says in its exit code and in words why a command did nothing', async () => {
  const cases: [readonly string[], Record<string, string>, number, RegExp][] = [
    [['session', 'list'], { ATTEND_TOKEN: '' }, 6, /attend token create/],
    [['session', 'list'], { ATTEND_TOKEN: 'wrong' }, 6, /token/],
    [['session', 'list'], { ATTEND_SERVER: 'http://127.0.0.1:9' }, 5, /attend serve/],
    [['watch', 'x', '--once'], { ATTEND_SERVER: 'http://127.0.0.1:9' }, 5, /attend serve/],
    [['session', 'list', '--token-file', join(dir, 'none')], { ATTEND_TOKEN: '' }, 2, /cannot be read/],
    [['session', 'list'], { ATTEND_SERVER: env['ATTEND_SERVER']!.replace('http:', 'https:') }, 5, /\(TLS: wrong version number\)\. It may speak no HTTPS there.*\n$/],
    [['session', 'show', 'x'], {}, 1, /unknown_session\).*"attend session list" has the ids/],
    [['course', 'policy', 'Networks', '--sync-deadline', '99999'], {}, 1, /malformed policy.*--help/],
    [['session', 'lst'], {}, 2, /list/],
    [['session', 'create', '--rotation', 'fast'], {}, 2, /whole number/],
    [['session', 'create', '--rotation', '1'], {}, 1, /rotation_seconds/],
    [['session', 'create', '--identity', 'face'], {}, 2, /device, open/],
    [['token', 'create', '--name', ' '], {}, 2, /--name/],
    [['token', 'list', '--data-dir', join(dir, 'none')], {}, 1, /there is no database in .*none: name the server's DATA_DIR/],
    [['evidence', 'recompute', '--dry-run', '--data-dir', join(dir, 'none')], {}, 1, /there is no database in/],
    [['token', 'list', '--database-url', 'postgres://attend:no/t@host/x'], {}, 2, /^attend: this is no address of a PostgreSQL database/],
    [['session', 'list', '--token-file', join(dir, 'none')], {}, 2, /none cannot be read/],
  ];
  for (const [args, more, expected, words] of cases) {
    const { code, stdout, stderr } = await runAttend(args, { ...env, ...more });
    assert.equal(code, expected, `${args.join(' ')}: ${stderr}`);
    assert.match(stderr, words);
    assert.equal(stdout, '');
  }
});
