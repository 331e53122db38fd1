import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

import { refusals } from '../src/protocol/codes.ts';
import { variables } from '../src/server/config.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const filesUnder = (...patterns: readonly string[]) => globSync(patterns, { cwd: root }).map((path) => path.replaceAll('\\', '/')).toSorted();

/** The rows of the table in docs/architecture.md: a room, what it may import, its outside packages, where it runs. */
const rows = [...read('docs/architecture.md').matchAll(/^\| ([a-z/]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].filter(([, room]) => room !== 'room');
const rooms = rows.map(([, room]) => room!);

/** What a room may take from outside of the project, by that table. `node` stands for the builtin modules of Node. */
const outside: ReadonlyMap<string, readonly string[]> = new Map(
  rows.map(([, room, , packages, runtime]) => [room!, [...(runtime === 'Node' ? ['node'] : []), ...packages!.replace(/\([^)]*\)/, '').split(',').map((each) => each.trim())].filter((each) => each !== 'none')]),
);

/** The only files that take time and randomness from the platform: each is where a program begins and hands them in. */
const mains: readonly string[] = [
  'src/server/main.ts',
  'src/cli/main.ts',
  'src/web/student/browser-ports.ts',
  'src/web/student/worker/service-worker.ts',
  'src/web/professor/main.tsx',
];

const sources = filesUnder('src/**/*.{ts,tsx}').filter((path) => !path.includes('.test.'));

function roomOf(path: string): string | undefined {
  return rooms.find((room) => path.startsWith(`src/${room}/`));
}

/** Comments may speak of anything. */
function codeOf(path: string): string {
  return read(path).replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{(])\/\/.*$/gm, '$1');
}

function importsOf(path: string): readonly string[] {
  return [...codeOf(path).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)'([^']+)'/g)].map(([, specifier]) => specifier!);
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node';
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** room -> the rooms that the table in docs/architecture.md lets it import. */
const allowed: ReadonlyMap<string, readonly string[]> = new Map(
  rows.map(([, room, cell]) => [room!, rooms.filter((other) => new RegExp(`(^|[ ,;])${other}($|[ ,;])`).test(cell!))] as const),
);

test('every room stands in the table of docs/architecture.md', () => {
  assert.deepEqual(sources.filter((path) => roomOf(path) === undefined), []);
});

test('a room imports only what the table lists', () => {
  const wrong = sources.flatMap((path) =>
    importsOf(path)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => join(dirname(path), specifier).replaceAll('\\', '/'))
      .filter((target) => target.startsWith('src/') || !target.endsWith('.json'))
      .filter((target) => roomOf(target) !== roomOf(path) && !allowed.get(roomOf(path)!)!.includes(roomOf(target) ?? 'nowhere'))
      .map((target) => `${path} imports ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('the pages for students, for professors and for whoever checks a receipt never meet', () => {
  const pages = ['web/student', 'web/professor', 'web/receipt'];
  for (const page of pages) assert.deepEqual(allowed.get(page)!.filter((room) => pages.includes(room)), [], page);
});

test('a room takes only its own packages from outside', () => {
  const wrong = sources.flatMap((path) =>
    importsOf(path)
      .filter((specifier) => !specifier.startsWith('.') && !outside.get(roomOf(path)!)!.includes(packageOf(specifier)))
      .map((specifier) => `${path} imports ${specifier}`),
  );
  assert.deepEqual(wrong, []);
  const taken = new Set(sources.flatMap((path) => importsOf(path).map((specifier) => `${roomOf(path)} takes ${packageOf(specifier)}`)));
  const named = [...outside].flatMap(([room, packages]) => packages.map((each) => `${room} takes ${each}`));
  assert.deepEqual(named.filter((each) => !taken.has(each)), [], 'the table names no package that its room does not take');
});

test('the environment is read in one file', () => {
  assert.deepEqual(sources.filter((path) => /\bprocess\.env\b/.test(codeOf(path))), ['src/server/config.ts']);
});

test('the clock and randomness are taken only where a program begins', () => {
  const taken = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bgetRandomValues\b|\bcrypto\.random|import \{[^}]*\brandom(?:Bytes|UUID|Int|FillSync)\b[^}]*\} from 'node:crypto'/;
  assert.deepEqual(sources.filter((path) => taken.test(codeOf(path)) && !mains.includes(path)), []);
  for (const path of mains) assert.ok(existsSync(join(root, path)), `${path} is listed and not there`);
});

test('there are no barrels', () => {
  assert.deepEqual(filesUnder('{src,tests}/**/index.{ts,tsx,js}'), []);
  assert.deepEqual([...sources, ...filesUnder('tests/**/*.ts')].filter((path) => /^export \*/m.test(codeOf(path))), []);
});

test('no file is longer than 250 lines', () => {
  const files = filesUnder('{src,tests,scripts,bin}/**/*.{ts,tsx,js}', '*.ts');
  assert.deepEqual(files.map((path) => [read(path).split('\n').length - 1, path] as const).filter(([lines]) => lines > 250), []);
});

test('docs/codes.md explains exactly the codes of the protocol', () => {
  const fates = { recorded: 'recorded', refused: 'refused', kept: 'kept', 'scan again': 'scan_again' } as const;
  const page = read('docs/codes.md');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \| ([^|]{20,}) \| ([\w ]+) \|$/gm)];
  const told = rows.map(([, code, status, , fate]) => [code!, { status: Number(status), fate: fates[fate as keyof typeof fates] }]);
  const table = Object.entries(refusals).map(([code, { status, fate }]) => [code, { status, fate }]);
  assert.deepEqual(Object.fromEntries(told), Object.fromEntries(table));
  assert.equal(rows.length, table.length);
  const retried = Object.entries(refusals).filter(([, { retry }]) => retry);
  const sentence = /`retry` is true for ([^:]+):/.exec(page)![1]!;
  assert.deepEqual([...sentence.matchAll(/`(\w+)`/g)].map(([, code]) => code).toSorted(), retried.map(([code]) => code).toSorted());
});

test('.env.example names exactly the variables that the server reads', () => {
  const named = [...read('.env.example').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name!);
  assert.deepEqual(named.toSorted(), [...variables].toSorted());
});

test('every folder in the tree of docs/architecture.md is there', () => {
  const tree = /```\n(├─[\s\S]*?)```/.exec(read('docs/architecture.md'))![1]!;
  const place: string[] = [];
  for (const [, indent, name] of tree.matchAll(/^([│ ]*)[├└]─ ([\w.-]+\/(?:[\w.-]+\/)*)/gm)) {
    place.splice(indent!.length / 3, Infinity, name!);
    assert.ok(existsSync(join(root, ...place)), `${place.join('')} is in the tree and not on the disk`);
  }
  assert.ok(place.length > 0);
});
