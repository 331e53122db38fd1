import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { flag, helpOf, names, parseOptions, wholeNumber } from './program-options.ts';

const root = resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { readonly scripts: Readonly<Record<string, string>> };
/** `npm test` takes paths and no options. */
const programs = Object.entries(scripts).flatMap(([name, command]) => (name === 'test' ? [] : (/^node (tests\/\S+)$/.exec(command)?.slice(1).map((file) => ({ name, file })) ?? [])));

/** Cut after 20 s, which no program that begins its work ends within. */
function run(file: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000, killSignal: 'SIGKILL' });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  return new Promise((ended) => child.on('close', (code) => ended({ code, ...said })));
}

for (const { name, file } of programs) {
  test(`npm run ${name} tells what it does and its options, and takes no other`, async () => {
    const help = await run(file, ['--help']);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, new RegExp(`^npm run ${name}\\b[^\\n]*\\n\\n[A-Z].{30,}\\.\\n\\n(?: {2}--.+\\n)+$`));
    for (const args of [['--frobnicate'], ['something'], ...(help.stdout.includes('--seed N') ? [['--seed', 'x'], ['--seed']] : [])]) {
      const wrong = await run(file, args);
      assert.deepEqual([wrong.code, wrong.stdout], [2, ''], args.join(' '));
      assert.match(wrong.stderr, new RegExp(`^npm run ${name}: [^\\n]*${args[0]}[^\\n]* --help" tells the options\\.\\n$`));
    }
  });
}

test('all programs that package.json starts are held to it', () => {
  assert.deepEqual(programs.map(({ name }) => name).toSorted(), ['bench', 'capacity', 'crash', 'failover', 'herd', 'proxies', 'readability', 'screenshots', 'simulate', 'visit']);
});

const known = { times: wholeNumber('how often', { first: 20 }), rows: wholeNumber('stored'), only: names('what'), halls: flag('without halls', true), json: flag('print JSON') };
const parse = (...args: readonly string[]) => parseOptions(args, known);

test('options become values, and those that are left out are what they are at first', () => {
  assert.deepEqual(parse(), { kind: 'values', values: { times: 20, rows: undefined, only: undefined, halls: true, json: false } });
  const all = parse('--times', '3', '--rows=7', '--only', 'a', '--only', 'b', '--no-halls', '--json');
  assert.deepEqual(all, { kind: 'values', values: { times: 3, rows: 7, only: ['a', 'b'], halls: false, json: true } });
});

test('a value that is none is said with what it should be', () => {
  for (const wrong of ['0', '-1', '1.5', '1e3', 'many', '']) {
    const read = parse(`--times=${wrong}`);
    assert.deepEqual(read, { kind: 'wrong', what: `--times takes a whole number from 1 on, and not ${JSON.stringify(wrong)}` });
  }
  assert.equal(parse('--json=yes').kind, 'wrong');
  assert.equal(parse('-h').kind, 'help');
});

test('the help says how a flag is switched off, and what holds without an option', () => {
  const lines = helpOf('bench', 'Measures.', known).split('\n');
  assert.deepEqual(lines.slice(0, 6), ['npm run bench -- [OPTIONS]', '', 'Measures.', '', '  --times N    how often (20 where it is left out)', '  --rows N     stored']);
  assert.ok(lines.includes('  --only NAME  what (may be given again)'));
  assert.ok(lines.includes('  --no-halls   without halls'));
});
