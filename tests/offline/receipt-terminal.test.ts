import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { createSession, postAsStaff, submit, type Created } from '../http/ask.ts';
import { startServer, type RunningServer } from '../http/start-server.ts';
import { entryBody } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { runAttend } from './run-attend.ts';

/** `attend receipt` against a real server, driven as a shell drives it. */

const dir = mkdtempSync(join(tmpdir(), 'attend-receipt-'));
const file = join(dir, 'receipt.json');
const keyFile = join(dir, 'key.json');
let server: RunningServer;
let session: Created;
let entryId: string;
before(async () => {
  server = await startServer();
  session = await createSession(server, { course: 'Networks', identity: 'device' });
  const reply = await submit(server, entryBody(session, '2022IMT-048', makeDevice()));
  ({ entry_id: entryId } = (await reply.json()) as { readonly entry_id: string });
});
after(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

const nowhere = 'http://127.0.0.1:9';

test('a receipt is saved by its entry’s id and is genuine, for people and for programs', async () => {
  const saved = await runAttend(['receipt', 'save', entryId, '--server', server.origin, '--out', file]);
  assert.deepEqual([saved.code, saved.stdout, saved.stderr], [0, `Wrote ${file}.\n`, '']);
  const again = await runAttend(['receipt', 'save', entryId, '--server', server.origin, '--out', file, '--json']);
  assert.deepEqual(JSON.parse(again.stdout), { file, bytes: readFileSync(file).length });
  const words = await runAttend(['receipt', 'verify', file, '--server', server.origin]);
  assert.deepEqual([words.code, words.stderr], [0, '']);
  assert.match(words.stdout, /^Genuine: [^]*Student +2022IMT-048\n[^]*Recorded +present, online_in_window, counted\n/);
  const { code, stdout } = await runAttend(['receipt', 'verify', file, '--server', server.origin, '--json']);
  const said = JSON.parse(stdout) as { readonly genuine: boolean; readonly receipt: Record<string, unknown> };
  assert.deepEqual([code, said.genuine, said.receipt['entry_id']], [0, true, entryId]);
});

test('the key that was printed checks it without a server', async () => {
  const printed = await runAttend(['receipt', 'key', '--server', server.origin]);
  assert.equal(printed.code, 0);
  writeFileSync(keyFile, printed.stdout);
  const checked = await runAttend(['receipt', 'verify', file, '--key', keyFile, '--server', nowhere]);
  assert.deepEqual([checked.code, checked.stderr], [0, '']);
});

test('a changed byte, an unsigned text and another server’s key end with 1 and say why', async () => {
  const genuine = JSON.parse(readFileSync(file, 'utf8')) as { receipt: string; signature: string; key_id: string };
  const letter = genuine.receipt[40] === 'A' ? 'B' : 'A';
  const changed = { ...genuine, receipt: genuine.receipt.slice(0, 40) + letter + genuine.receipt.slice(41) };
  const cases = [
    [changed, 'forged', /the signature does not hold/],
    [{ status: 'accepted', student_id: '2022IMT-048' }, 'unreadable', /no signed receipt/],
    [{ ...genuine, key_id: '0123456789abcdef' }, 'other_key', /signed with the key 0123456789abcdef/],
  ] as const;
  for (const [content, why, words] of cases) {
    const other = join(dir, `${why}.json`);
    writeFileSync(other, JSON.stringify(content));
    const { code, stdout, stderr } = await runAttend(['receipt', 'verify', other, '--key', keyFile]);
    assert.deepEqual([code, stdout], [1, ''], why);
    assert.match(stderr, words);
    const json = await runAttend(['receipt', 'verify', other, '--key', keyFile, '--json']);
    assert.deepEqual([json.code, (JSON.parse(json.stdout) as { why: string }).why], [1, why]);
  }
});

test('the server says what the record is now, and an old receipt stays genuine', async () => {
  const verify = async (...more: string[]) => (await runAttend(['receipt', 'verify', file, '--server', server.origin, ...more])).stdout;
  assert.match(await verify(), /Now +the same, as of/);
  const mark = { student_id: '2022IMT-048', attendance: 'absent', note: 'left at once' };
  assert.equal((await postAsStaff(server, `/sessions/${session.session_id}/records`, mark)).status, 200);
  assert.match(await verify(), /^Genuine: [^]*Recorded +present, [^]*Now +absent, manual, counted, as of/);
  const { now } = JSON.parse(await verify('--json')) as { readonly now: Record<string, unknown> };
  assert.deepEqual([now['said'], now['as_answered'], now['attendance']], ['known', false, 'absent']);
  assert.equal((JSON.parse(await verify('--json', '--key', keyFile)) as { readonly now: unknown }).now, null);
});

test('an unknown entry, a file that is not there and a server that does not answer have their own exit codes', async () => {
  const unknown = await runAttend(['receipt', 'save', 'A'.repeat(43), '--server', server.origin, '--out', join(dir, 'none.json')]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /unknown_entry/);
  assert.equal((await runAttend(['receipt', 'verify', join(dir, 'nothing'), '--key', keyFile])).code, 2);
  const noKey = await runAttend(['receipt', 'verify', file, '--key', file]);
  assert.deepEqual([noKey.code, noKey.stderr], [2, `attend: ${file} holds no key. Save one with "attend receipt key > receipt-key.json" and name that file.\n`]);
  assert.equal((await runAttend(['receipt', 'verify', file, '--server', nowhere])).code, 5);
});
