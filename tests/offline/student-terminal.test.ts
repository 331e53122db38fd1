import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, it } from 'node:test';

import { encodePayload } from '../../src/protocol/payload.ts';
import { textMatrix } from '../../src/server/qr/matrix.ts';
import { pngOf } from '../../src/server/qr/png.ts';
import { runAttend, startAttend } from './run-attend.ts';
import { terminalCampus } from './terminal-campus.ts';

const { dir, campus, close } = terminalCampus();
after(close);

const payload = {
  ...{ course: 'Networks', duration_minutes: 20, session_id: '69d20aee-9f5e-415b-a272-4afed0eb0a34' },
  start_time: '2025-11-14T08:38:58.821110+00:00',
};
const carrier = { payload_b64: encodePayload(JSON.stringify(payload)), signature: '3cbc15f7db564b2dc8df05b0308af7923445f8d500df3dc99de20189095761ef' };

it('takes the QR payload JSON on a pipe and prints what the original printed', async () => {
  const { args, server } = await campus();
  const { code, stdout, stderr } = await runAttend(args(), {}, `1\n${JSON.stringify(carrier)}\n5\n`);
  assert.match(stdout, /^\[\+\] Submission accepted\. latency: 276\.289487$/m);
  assert.deepEqual([code, stderr, server.records.size], [0, '', 1]);
});

it('takes the whole reply of create_session over several lines, a picture of the QR, and ends with the input', async () => {
  const { args, server } = await campus();
  const picture = join(dir, 'a picture.png');
  writeFileSync(picture, pngOf(textMatrix(JSON.stringify(carrier)), 4));
  const reply = JSON.stringify({ session_id: payload.session_id, qr_payload: carrier }, null, 2);
  const { code, stdout } = await runAttend(args(), {}, `1\n${reply}\n1\n'${picture}'\n1\nno code here\n1\n${join(dir, '1.sqlite')}\n`);
  assert.deepEqual(stdout.match(/^\[.*$/gm)?.map((line) => line.slice(0, 24)), [
    '[+] Submission accepted.',
    '[=] Already recorded at ',
    '[!] There is no code in ',
    '[!] No attendance QR was',
  ]);
  assert.deepEqual([code, server.records.size], [0, 1]);
});

it('keeps a scan while the network is switched off and sends it when it is switched on', async () => {
  const { args, server } = await campus();
  const input = `1\n${JSON.stringify(carrier)}\n4\n3\n2\n4\n3\n5\n`;
  const { stdout } = await runAttend(args(['--network', 'offline']), {}, input);
  const said = ['Saved in the offline queue', 'The network is switched off', 'waiting, sent 0 times', 'Network: online', 'recorded, latency 276.289487'];
  const places = said.map((words) => stdout.indexOf(words));
  assert.deepEqual(places, places.toSorted((left, right) => left - right), stdout);
  assert.ok(places.every((place) => place >= 0), stdout);
  assert.equal(server.records.size, 1);
});

it('keeps a scan through a portal, a lost reply and a new start, and syncs it by itself', async () => {
  const { args, server, setNetwork } = await campus();
  setNetwork('portal says ok');
  const first = await runAttend(args(), {}, `1\n${JSON.stringify(carrier)}\n3\n`);
  assert.match(first.stdout, /Saved in the offline queue: something other than the attendance server answered[^]*waiting, sent 1 times/);
  setNetwork('loses replies');
  const second = await runAttend(args(), {}, '4\n');
  assert.match(second.stdout, /1 waiting/);
  setNetwork('up');
  const third = startAttend(args(['--json']));
  const [line] = await third.printed(/^.*"event":"sync".*$/m);
  assert.deepEqual([JSON.parse(line).by, JSON.parse(line).summary.recorded], ['itself', 1]);
  third.say('5');
  assert.equal((await third.ended).code, 0);
  assert.equal(server.records.size, 1);
});

it('syncs by a timer while the menu waits', async () => {
  const { args, server, setNetwork } = await campus();
  setNetwork('down');
  const terminal = startAttend(args());
  terminal.say(`1\n${JSON.stringify(carrier)}`);
  await terminal.printed(/Saved in the offline queue/);
  setNetwork('up');
  await terminal.printed(/Sync: 1 accepted/);
  terminal.child.stdin.end();
  assert.equal((await terminal.ended).code, 0);
  assert.equal(server.records.size, 1);
});

it('ends in order on SIGTERM and keeps what waits', async () => {
  const { args, server, setNetwork } = await campus();
  setNetwork('bad gateway');
  const terminal = startAttend(args());
  terminal.say(`1\n${JSON.stringify(carrier)}`);
  await terminal.printed(/Saved in the offline queue/);
  terminal.child.kill('SIGTERM');
  assert.equal((await terminal.ended).code, 0);
  setNetwork('up');
  const again = await runAttend(args(), {}, '4\n3\n');
  assert.match(again.stdout, /recorded, latency/);
  assert.equal(server.records.size, 1);
});

it('says what is wrong with its options and ends with 2, or 1 where the queue file is none', async () => {
  for (const args of [[], ['--student-id', ' '], ['--student-id', 'X', '--server', 'hall'], ['--student-id', 'X', '--network', 'maybe']]) {
    const { code, stderr } = await runAttend(['student', ...args], { XDG_DATA_HOME: dir });
    assert.equal(code, 2, stderr);
    assert.notEqual(stderr, '');
  }
  writeFileSync(join(dir, 'letter.txt'), 'Dear Sir, '.repeat(200));
  const { code, stderr } = await runAttend(['student', '--student-id', 'X', '--queue', join(dir, 'letter.txt')]);
  assert.equal(code, 1);
  assert.match(stderr, /^attend: the queue file .* cannot be used .*--queue\.$/m);
});

it('keeps a queue file of its own for each student where none is named', async () => {
  const home = join(dir, 'home');
  for (const student of ['2022IMT-048', '2022imt-048 ', '../Ünï']) {
    const { code } = await runAttend(['student', '--student-id', student, '--network', 'offline'], { XDG_DATA_HOME: home }, '1\nK7QF3M2X\n');
    assert.equal(code, 0);
  }
  const { stdout } = await runAttend(['student', '--student-id', '2022IMT-048', '--network', 'offline'], { XDG_DATA_HOME: home }, '3\n');
  assert.equal(stdout.match(/waiting, sent/g)?.length, 2);
});
