import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { it } from 'node:test';

import { commands } from './commands.ts';
import { exitCode } from './exit-code.ts';
import { runProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Enough of a terminal for a command that never begins. */
async function run(...args: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const into = (name: keyof typeof written) => new Writable({ write: (text, _encoding, done) => ((written[name] += String(text)), done()) });
  const terminal = { stdout: into('stdout'), stderr: into('stderr') } as unknown as Terminal;
  const code = await runProgram(args, '1.2.3', commands, terminal);
  return { code, ...written };
}

const sessionNames = ['create', 'list', 'show', 'close', 'extend', 'reopen', 'qr', 'insight', 'headcount', 'spot-check', 'mark', 'typed'].concat(['desk', 'accept', 'reject', 'ask', 'undo', 'history', 'check start', 'check end', 'displays', 'roster']).map((name) => `session ${name}`);
const names = ['serve', 'token create', 'token list', 'token revoke', 'watch', 'export', 'student', 'receipt verify', 'receipt save', 'receipt key', 'backup', 'restore', 'doctor', 'course policy', 'evidence recompute']
  .concat(['list', 'approve', 'revoke', 'bind'].map((name) => `device ${name}`), sessionNames);

it('explains every command', async () => {
  for (const name of names) {
    const { code, stdout } = await run(...name.split(' '), '--help');
    assert.deepEqual([code, stdout.startsWith(`Usage: attend ${name}`)], [exitCode.done, true], name);
  }
});

it('lists every exit code in its help', async () => {
  const { stdout } = await run('--help');
  for (const code of Object.values(exitCode)) assert.match(stdout, new RegExp(`^  ${code}  \\w`, 'm'));
});

it('tells its version', async () => {
  assert.deepEqual(await run('--version'), { code: exitCode.done, stdout: '1.2.3\n', stderr: '' });
});

it('ends with 2 and a hint where the command line is wrong', async () => {
  const both = ['session', 'qr', 'x', '--png', 'a', '--svg', 'b'];
  for (const args of [['sesion'], ['session', 'lst'], ['session', 'show'], ['student'], ['receipt', 'save', 'x'], ['export', 'x', '--pdf'], both]) {
    const { code, stdout, stderr } = await run(...args);
    assert.deepEqual([code, stdout], [exitCode.usage, ''], args.join(' '));
    assert.match(stderr, /^error: .*\n/);
  }
});
