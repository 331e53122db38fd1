import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { writeWhole } from './atomic-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'attend-file-'));
after(() => rmSync(dir, { recursive: true }));
const bytes = new TextEncoder().encode('all of it');

test('a file is replaced through the link that leads to it, and nothing stays beside it', () => {
  const file = join(dir, 'list.csv');
  writeFileSync(file, 'before');
  symlinkSync(file, join(dir, 'newest.csv'));
  assert.ok(writeWhole(join(dir, 'newest.csv'), bytes).ok);
  assert.equal(readFileSync(file, 'utf8'), 'all of it');
  assert.deepEqual(readdirSync(dir).toSorted(), ['list.csv', 'newest.csv']);
  assert.ok(lstatSync(join(dir, 'newest.csv')).isSymbolicLink());
});

test('what is no file is written to and stays what it is', { skip: process.platform === 'win32' }, () => {
  const pipe = join(dir, 'pipe');
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
  // Both ends in one shell, so that neither end waits for somebody who never comes.
  const program = `import { writeWhole } from ${JSON.stringify(new URL('atomic-file.ts', import.meta.url).href)}; process.exit(writeWhole(process.argv[1], Buffer.from('all of it')).ok ? 0 : 1)`;
  const { stdout } = spawnSync('sh', ['-c', 'cat "$1" & "$2" --input-type=module -e "$3" "$1"; wait', 'sh', pipe, process.execPath, program], { encoding: 'utf8', timeout: 10_000 });
  assert.equal(stdout, 'all of it');
  assert.ok(lstatSync(pipe).isFIFO());
});

test('where it cannot be written it says what to do', () => {
  const written = writeWhole(join(dir, 'not', 'there.csv'), bytes);
  assert.match(written.ok ? '' : written.failure.message, /there\.csv cannot be written .*Name a file in a directory/);
});
