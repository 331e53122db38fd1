import assert from 'node:assert/strict';
import { after, it } from 'node:test';

import { base64url } from '../../src/protocol/base64url.ts';
import type { Entry } from '../../src/protocol/entry.ts';
import { encodePayload } from '../../src/protocol/payload.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { tokenHeader, tokenText } from '../../src/protocol/token.ts';
import { fakeServer } from './fake-campus.ts';
import { runAttend } from './run-attend.ts';
import { terminalCampus } from './terminal-campus.ts';

/** What a terminal does for evidence: two codes offline, a guest on a lent terminal, a new key for a revoked one. */

const { campus, close } = terminalCampus();
after(close);

const tokenAt = (epoch: number, tag = 7) => tokenText(tokenHeader(new Uint8Array(8).fill(tag), epoch, 0), new Uint8Array(16).fill(epoch));
const jsonAt = (epoch: number | undefined) => {
  const payload = { course: 'Networks', duration_minutes: 20, session_id: '69d20aee-9f5e-415b-a272-4afed0eb0a34', start_time: '2025-11-14T08:38:58.821110+00:00' };
  const text = JSON.stringify(epoch === undefined ? payload : { ...payload, v: 2, epoch });
  return JSON.stringify({ payload_b64: encodePayload(text), signature: 'ab'.repeat(32) });
};
const entryIn = ({ entry }: EntryEnvelope) => JSON.parse(Buffer.from(entry, 'base64url').toString()) as Entry;
const offline = ['--network', 'offline'];

/** What the terminal sent, and which second codes it asked for, after these lines and a sync. */
async function pasteOffline(lines: readonly string[]) {
  const { args, sent } = await campus();
  const { stdout, code } = await runAttend(args([...offline, '--json']), {}, `1\n${lines.join('\n')}\n2\n4\n5\n`);
  assert.equal(code, 0);
  const events = stdout.trim().split('\n').map((line) => JSON.parse(line) as { readonly event: string; readonly wanted?: string });
  return { codes: sent.map((envelope) => entryIn(envelope).codes), asked: events.flatMap(({ event, wanted }) => (event === 'second_code' ? [wanted] : [])) };
}

it('asks for a second code where there is no network, until one is two rotations later, and seals both in one entry', async () => {
  const { codes, asked } = await pasteOffline([tokenAt(5), tokenAt(5), tokenAt(6), tokenAt(9, 8), tokenAt(4), 'no code', tokenAt(7)]);
  assert.deepEqual(codes, [[tokenAt(5), tokenAt(7)]]);
  assert.deepEqual(asked, ['first_time', 'same_code', 'next_code', 'other_code', 'other_code', 'other_code']);
  assert.equal((await pasteOffline([jsonAt(5), jsonAt(8)])).codes[0]!.length, 2);
});

it('asks in the first epoch of a session too, for a link and for JSON', async () => {
  for (const at of [tokenAt, jsonAt]) {
    const { codes, asked } = await pasteOffline([at(0), at(1), at(2)]);
    assert.deepEqual([codes[0]!.length, asked], [2, ['first_time', 'next_code']]);
  }
});

it('keeps one code where somebody presses Enter, or the next one where it was there', async () => {
  assert.deepEqual((await pasteOffline([tokenAt(5), ''])).codes, [[tokenAt(5)]]);
  assert.deepEqual((await pasteOffline([tokenAt(5), tokenAt(6), ''])).codes, [[tokenAt(5), tokenAt(6)]]);
});

it('goes on with one code for a script that chooses from the menu, and at the end of the input', async () => {
  const { codes, asked } = await pasteOffline([tokenAt(5), '3', '1', tokenAt(20)]);
  assert.deepEqual([codes, asked], [[[tokenAt(5)], [tokenAt(20)]], ['first_time', 'first_time']]);
  const { args, sent } = await campus();
  await runAttend(args(offline), {}, `1\n${tokenAt(5)}\n`);
  await runAttend(args(), {}, '4\n');
  assert.deepEqual(sent.map((envelope) => entryIn(envelope).codes), [[tokenAt(5)]]);
});

it('asks for no second code where none comes: a still one, a typed one, or one that is sent at once', async () => {
  for (const code of [jsonAt(undefined), 'K7QF3M2X']) assert.deepEqual((await pasteOffline([code])).asked, [], code);
  const { args, sent } = await campus();
  const { stdout } = await runAttend(args(), {}, `1\n${tokenAt(5)}\n5\n`);
  assert.doesNotMatch(stdout, /changed twice/);
  assert.equal(sent.length, 1);
});

it('tells the end of its chain with every entry', async () => {
  const { args, sent } = await campus();
  await runAttend(args(offline), {}, '1\nK7QF3M2X\n1\nK7QF3M2Y\n');
  await runAttend(args(), {}, '4\n');
  assert.equal(sent.length, 2);
  assert.equal(sent[0]!.head, sent[1]!.head);
  assert.equal(entryIn(sent[1]!).prev !== null, true);
  assert.notEqual(sent[1]!.head, entryIn(sent[1]!).prev, 'the end, not the one before it');
});

it('records somebody else on a lent terminal with its own key, and says so in the entry and in the queue', async () => {
  const { args, sent } = await campus();
  await runAttend(args(), {}, `1\n${tokenAt(5)}\n`);
  const lent = await runAttend(args(['--guest', '2022IMT-049']), {}, `1\n${tokenAt(6)}\n3\n`);
  assert.match(lent.stdout, /2022IMT-048 {2}recorded[^]*2022IMT-049 {2}recorded/);
  assert.deepEqual(sent.map(entryIn).map(({ student, guest, seq }) => [student, guest, seq]), [['2022IMT-048', undefined, 0], ['2022IMT-049', true, 1]]);
  assert.equal(sent[0]!.device_key, sent[1]!.device_key);
  for (const guest of ['2022imt-048 ', ' ', 'x'.repeat(65)]) {
    const { code, stderr } = await runAttend(args(['--guest', guest]), {}, '');
    assert.deepEqual([code, /--guest/.test(stderr)], [2, true], guest);
  }
});

const revoking = () => fakeServer((code) => (code === tokenAt(5) ? 'device_revoked' : undefined));

it('makes a new key with a new chain where staff revoked the old one and somebody says yes, once for all terminals', async () => {
  const { args, sent } = await campus(revoking());
  const { stdout } = await runAttend(args(), {}, `1\n${tokenAt(5)}\ny\n1\n${tokenAt(6)}\n5\n`);
  assert.match(stdout, /Submission refused[^]*Staff revoked the key[^]*has a new key[^]*Submission accepted/);
  const [old, next] = sent.map(entryIn);
  assert.notEqual(old!.device, next!.device);
  assert.deepEqual([next!.seq, next!.prev], [0, null]);
  const again = await runAttend(args(), {}, `1\n${tokenAt(7)}\n`);
  assert.doesNotMatch(again.stdout, /revoked the key/);
  const third = entryIn(sent[2]!);
  assert.deepEqual([third.device, third.seq, third.prev], [next!.device, 1, sent[1]!.head]);
});

it('keeps a revoked key where nobody says yes, and asks once each time it is started', async () => {
  const { args, sent } = await campus(revoking());
  const first = await runAttend(args(), {}, `1\n${tokenAt(5)}\n1\n${tokenAt(6)}\n3\n5\n`);
  assert.equal(first.stdout.match(/Staff revoked the key/g)?.length, 1, 'a choice of the menu is no yes');
  const second = await runAttend(args(['--json']), {}, 'no\n5\n');
  const asked = second.stdout.split('\n').filter((line) => line.includes('device_revoked')).map((line) => JSON.parse(line) as object);
  assert.deepEqual(asked, [{ event: 'device_revoked', device_id: entryIn(sent[0]!).device }]);
  assert.equal(new Set(sent.map((envelope) => entryIn(envelope).device)).size, 1);
  assert.equal(base64url.decode(sent[0]!.device_key!)?.length, 65);
});
