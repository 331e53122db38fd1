import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, it } from 'node:test';

import type { Entry } from '../../src/protocol/entry.ts';
import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { tokenHeader, tokenText } from '../../src/protocol/token.ts';
import { runAttend, startAttend } from './run-attend.ts';
import { terminalCampus, type Campus } from './terminal-campus.ts';

/** A terminal that is killed while a scan of it waits for its second code. */

const { dir, campus, close } = terminalCampus();
after(close);

const tokenAt = (epoch: number) => tokenText(tokenHeader(new Uint8Array(8).fill(7), epoch, 0), new Uint8Array(16).fill(epoch));
const entryIn = ({ entry }: EntryEnvelope) => JSON.parse(Buffer.from(entry, 'base64url').toString()) as Entry;
const json = ['--network', 'offline', '--json'];

/** A terminal that was asked for a second code, once for each line pasted. */
async function waitingTerminal({ args }: Campus, codes: readonly string[], more: readonly string[] = []) {
  const terminal = startAttend(args([...json, ...more]));
  terminal.say('1');
  for (const [index, code] of codes.entries()) {
    terminal.say(code);
    await terminal.printed(new RegExp(`(?:"second_code"[^]*){${index + 1}}\\n`));
  }
  return terminal;
}

async function killed(campus: Campus, codes: readonly string[], more: readonly string[] = []): Promise<void> {
  const { child, ended } = await waitingTerminal(campus, codes, more);
  child.kill('SIGKILL');
  assert.equal((await ended).code, null);
}

/** What the next terminal says of scans that were left behind. */
async function takenUp({ args }: Campus): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runAttend(args(json), {}, '5\n');
  assert.deepEqual([code, stderr], [0, '']);
  return stdout.trim().split('\n').filter((line) => line.includes('taken_up'));
}

it('keeps a scan whose second code was waited for, through a kill, and sends it once with the clocks of the scan', async () => {
  const here = await campus();
  const fromMs = Date.now();
  await killed(here, [tokenAt(5)]);
  const untilMs = Date.now();
  assert.equal((await takenUp(here)).length, 1);
  assert.deepEqual(await takenUp(here), []);
  await runAttend(here.args(), {}, '4\n5\n');
  const [entry, ...others] = here.sent.map(entryIn);
  assert.deepEqual([entry!.codes, entry!.seq, others], [[tokenAt(5)], 0, []]);
  assert.ok(entry!.wall >= fromMs && entry!.wall <= untilMs, String(entry!.wall));
  assert.equal(here.sent[0]!.queued, true);
});

it('sends what a killed terminal left at the next start by itself, and says so in words', async () => {
  const here = await campus();
  await killed(here, [tokenAt(5)]);
  const { child, printed, ended } = startAttend(here.args());
  await printed(/A scan of \S+ waited for its second code[^]*Sync: 1 accepted/);
  child.stdin.end('5\n');
  assert.equal((await ended).code, 0);
  assert.equal(here.sent.length, 1);
});

it('keeps the very next code with it, and whose scan it is', async () => {
  const here = await campus();
  await killed(here, [tokenAt(5), tokenAt(6)], ['--guest', '2022IMT-049']);
  assert.equal((await takenUp(here)).length, 1);
  await runAttend(here.args(), {}, '4\n5\n');
  const { codes, student, guest } = entryIn(here.sent[0]!);
  assert.deepEqual({ codes, student, guest }, { codes: [tokenAt(5), tokenAt(6)], student: '2022IMT-049', guest: true });
});

it('leaves a scan to the terminal that still waits with it', async () => {
  const here = await campus();
  const { say, printed, child, ended } = await waitingTerminal(here, [tokenAt(5)]);
  assert.deepEqual(await takenUp(here), []);
  say(tokenAt(7));
  await printed(/"submission"/);
  child.stdin.end('5\n');
  await ended;
  assert.deepEqual(await takenUp(here), []);
  await runAttend(here.args(), {}, '4\n5\n');
  assert.deepEqual(here.sent.map((envelope) => entryIn(envelope).codes), [[tokenAt(5), tokenAt(7)]]);
});

it('leaves no lock files behind', () => {
  assert.deepEqual(readdirSync(dir).filter((name) => /\.sqlite\.(?!lock$)/.test(name)), []);
});
