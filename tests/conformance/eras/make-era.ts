/**
 * `node tests/conformance/eras/make-era.ts [DIRECTORY] > version-N.json`: starts the server of the program in that directory (this one where
 * none is named), lets a class happen to it over HTTP, and prints every row that it stored. What an older program does not know it refuses, and
 * is left out. To be run before a new migration is added, so that the rows are those that the program of that time wrote.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { base64url } from '../../../src/protocol/base64url.ts';
import { createSession, entryBody, originalBody, placeAfter } from '../../support/classroom.ts';
import { claimBodyOf, envelopeOf, makeDevice } from '../../support/crypto.ts';
import { chainedPhone, deskClass, deskPhones } from '../../support/desk-class.ts';
import { httpClient, sendJson, type HttpClient } from '../../support/http-client.ts';
import { freePort } from '../../support/postgres.ts';
import { projectedCode } from '../../support/projected-code.ts';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '../../..'));
const dataDir = mkdtempSync(join(tmpdir(), 'attend-era-'));
const port = await freePort();
const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, MASTER_KEY: '0b'.repeat(32) };
const main = join(root, 'src/cli/main.ts');
const token = spawnSync(process.execPath, [main, 'token', 'create', '--name', 'Dr. Rao', '--data-dir', dataDir], { env, encoding: 'utf8' }).stdout.trim();
const server = spawn(process.execPath, [main, 'serve'], { env, cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
await new Promise((done) => server.stdout.once('data', done));
const client = httpClient(port, 4);
try {
  await haveClasses(client);
} finally {
  client.close();
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
}
console.log(textOf(join(dataDir, 'attendance.sqlite')));
rmSync(dataDir, { recursive: true });

/** As staff; what the program of that time does not know is told on stderr alone. */
async function staff(path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const { status, body: text } = await sendJson(client, path, body, token);
  if (status >= 300) console.error(`${path}: ${status} ${text}`);
  return status < 300 ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {};
}

async function haveClasses(from: HttpClient): Promise<void> {
  await staff('/course_policy', { course: 'Networks', policy: { sync_deadline_hours: 48 } });
  const fill = deskPhones(from, token);
  const first = await fill('Networks');
  const second = await fill('Networks');
  const of = (id: string) => `/sessions/${id}`;
  const id = first.session.session_id;
  const [phone, third] = [chainedPhone(), chainedPhone()];
  const offline = chainedPhone();
  const kept = offline.seal('Q-1', await projectedCode(from, token, first.session, 200_000), { queued: true });
  await post('/claim', { ...claimBodyOf(await projectedCode(from, token, first.session), offline.device), head: idOf(kept.entry) });
  await post('/submit_attendance', kept);
  const codes = [await projectedCode(from, token, first.session, 100_000), await projectedCode(from, token, first.session, 60_000)];
  const twoCodes = { student: 'Q-2', session: null, seq: 0, prev: null, codes, wall: 0, mono: 0, nonce: base64url.encode(randomBytes(16)) };
  await post('/submit_attendance', envelopeOf(twoCodes, makeDevice(), true));
  await first.scan(phone, 'D-1');
  await first.scan(phone, 'D-2');
  // A chain with a gap, one that forks, a student who scans twice, and a third phone, which waits.
  await second.scan(phone, 'D-1', { place: 4 });
  await second.scan(third, 'C-1');
  for (const more of [chainedPhone(), chainedPhone()]) await second.scan(more, 'C-1', { agoMs: 1_000 });
  await staff(`${of(id)}/records`, { student_id: 'M-1', attendance: 'excused', note: 'was ill' });
  await staff(`${of(id)}/records`, { student_id: 'C-1', attendance: 'late', note: 'came late' });
  await staff(`${of(id)}/records`, { student_id: 'C-1', attendance: 'present', note: 'was there after all' });
  await staff(`${of(id)}/marks`, { student_ids: ['M-2', 'M-3'], attendance: 'present', note: 'from the sheet' });
  await staff(`${of(id)}/headcount`, { counted: 9, note: 'at half past' });
  await staff(`${of(id)}/typed`, { enabled: false });
  await staff(`${of(id)}/checks`, { minutes: 5 });
  await staff(`${of(id)}/displays/hall_display_aaaaaaaaa`, { name: 'Hall', known: [0, 96], shown: [[0, 90]], hidden: false });
  await staff(`${of(id)}/displays/stream_display_bbbbbbb`, { known: [0, 40], shown: [[0, 40]], hidden: true, is_last: true });
  await staff(`${of(id)}/decisions`, { student_id: 'H-1', decision: 'accept', note: 'sits in the first row' });
  await staff(`${of(id)}/decisions`, { student_id: 'H-2', decision: 'reject', note: 'was not there' });
  await staff(`${of(id)}/decisions`, { student_id: 'P-1', decision: 'ask', note: 'come to my office' });
  const { decision } = await staff(`${of(id)}/decisions`, { student_id: 'P-2', decision: 'accept', note: 'by mistake' });
  await staff(`${of(id)}/undo_decision`, { student_id: 'P-2', seq: (decision as { readonly seq?: number } | undefined)?.seq ?? 1 });
  await staff(`/devices/${third.device.deviceId}/approve`, {});
  await staff(`/devices/${phone.device.deviceId}/revoke`, {});

  const open = await createSession(from, token, { course: 'Débuts — 入門', identity: 'open', duration_minutes: 60, late_after_minutes: 5 });
  const device = makeDevice();
  const sealed = entryBody(open, 'E-1', device);
  for (const body of [sealed, sealed, entryBody(open, 'E-2', device, placeAfter(sealed)), entryBody(open, 'E-3', null), originalBody(open, '2022imt-048')]) await post('/submit_attendance', body);
  await post('/submit_attendance', originalBody(open, '2022IMT-048'));
  await staff(`${of(open.session_id)}/close`, {});
  await staff(`${of(open.session_id)}/reopen`, { minutes: 30 });
  await deskClass(from, token, 'nobody came');
}

async function post(path: string, body: unknown): Promise<void> {
  const { status, body: text } = await sendJson(client, path, body);
  if (![200, 201, 409].includes(status)) console.error(`${path}: ${status} ${text}`);
}

function idOf(entry: string): string {
  return base64url.encode(createHash('sha256').update(base64url.decode(entry)!).digest());
}

/** One row a line. */
function textOf(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  const names = database.prepare(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by rootpage`).all();
  const tables = names.map(({ name }) => {
    const rows = database.prepare(`select * from "${String(name)}"`).all().map((row) => `    ${JSON.stringify(row, plain)}`);
    return `  ${JSON.stringify(name)}: [\n${rows.join(',\n')}\n  ]`;
  });
  database.close();
  return `{\n${tables.join(',\n')}\n}`;
}

function plain(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value;
}
