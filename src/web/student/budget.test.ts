import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '../../..');
const budgetBytes = 25_000;

let built = '';
before(async () => {
  built = await mkdtemp(join(tmpdir(), 'attend-pages-'));
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', built, '--emptyOutDir'], { cwd: root });
});
after(() => rm(built, { recursive: true, force: true }));

const textOf = (path: string) => readFile(join(built, path), 'utf8');

/** The files that the page's own markup asks for before anything can be pressed. */
async function firstLoad(): Promise<readonly string[]> {
  const html = await textOf('student/student.html');
  const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  return ['student/student.html', ...assets];
}

test('what a phone loads before the first button is at most 25 KB', async (context) => {
  const sizes = await Promise.all((await firstLoad()).map(async (path) => [path, gzipSync(await readFile(join(built, path)), { level: 9 }).length] as const));
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  context.diagnostic(`first load: ${total} bytes of gzip (${sizes.map(([path, size]) => `${path} ${size}`).join(', ')})`);
  assert.ok(sizes.length >= 3);
  assert.ok(total <= budgetBytes, `${total} bytes`);
});

test('the worker keeps the page’s own files, the scanner only once it was used, and nothing of staff', async () => {
  const worker = await textOf('sw.js');
  const named = [...worker.matchAll(/[`"'](\/(?:assets|icons)\/[^`"']+|\/manifest\.webmanifest)[`"']/g)].map(([, path]) => path!);
  for (const path of named) assert.ok((await readFile(join(built, path))).length > 0, path);
  for (const path of (await firstLoad()).slice(1)) assert.ok(named.includes(path), `${path} is kept`);

  for (const late of ['outcomes', 'sheets', 'open-later']) assert.ok(named.some((path) => path.startsWith(`/assets/${late}-`)), `${late} opens offline`);

  const [precache, later] = ['precache', 'later'].map((name) => new RegExp(`${name}:\\[([^\\]]*)\\]`).exec(worker)![1]!);
  assert.match(later!, /\.wasm/);
  assert.doesNotMatch(precache!, /wasm/);
  const staffHtml = await textOf('professor/professor.html');
  const staffAssets = [...staffHtml.matchAll(/\/assets\/[^"]+/g)].map(([path]) => path);
  assert.ok(staffAssets.length > 0);
  for (const path of staffAssets) assert.ok(!named.includes(path), `${path} is not kept`);
});

test('every file of text has its compressed forms beside it', async () => {
  const files = await readdir(built, { recursive: true });
  const texts = files.filter((file) => /\.(html|js|css|svg|webmanifest|wasm)$/.test(file));
  assert.ok(texts.length >= 8);
  for (const file of texts) for (const form of ['gz', 'br']) assert.ok(files.includes(`${file}.${form}`), `${file}.${form}`);
});

test('no file of the student page names a third-party host that it could ask', async () => {
  const scripts = (await readdir(join(built, 'assets'))).filter((file) => /^(student|sheets)-.*\.(js|css)$/.test(file));
  assert.ok(scripts.length >= 3);
  for (const file of scripts) assert.doesNotMatch(await textOf(`assets/${file}`), /https?:\/\/(?!www\.w3\.org)/, file);
});
