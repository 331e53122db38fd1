/**
 * `npm test`: types, lint, then every test on the embedded database, and those that speak of no database again over a PostgreSQL that is
 * started for the run. Browser tests start servers and browsers of their own and mostly wait for them, so two files run at once in a pass of
 * their own. Fault tests and several nodes measure times and memory: one file after the other, alone. `npm test -- PATH...` runs only the
 * tests named, once.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

import { onBothEngines } from './support/both-engines.ts';
import { startPostgres, type PostgresServer } from './support/postgres.ts';

interface Step {
  readonly name: string;
  /** Whether it passed. */
  readonly take: () => Promise<boolean>;
}

const root = resolve(import.meta.dirname, '..');
const named = process.argv.slice(2);
const files = (named.length > 0 ? named : ['.']).flatMap(testsAt);
const faults = files.filter((file) => /\/tests\/(?:faults|nodes)\//.test(file));
const browser = files.filter((file) => file.includes('/tests/e2e/'));
const parallel = files.filter((file) => !faults.includes(file) && !browser.includes(file));

/** The counts of node:test, over all passes. */
const counts = { tests: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };

const steps: readonly Step[] = [
  ...(named.length > 0 ? [] : [check('types', ['typescript/bin/tsc', '-b']), check('lint', ['oxlint/bin/oxlint', '--deny-warnings'])]),
  ...pass('tests', parallel, Math.max(2, availableParallelism())),
  ...pass('browser tests', browser, 2),
  ...pass('fault tests', faults, 1),
  ...(named.length > 0
    ? []
    : [
        ...pass('tests over PostgreSQL', parallel.filter(onBothEngines), Math.max(2, availableParallelism()), 'postgres'),
        ...pass('browser tests over PostgreSQL', browser.filter(onBothEngines), 2, 'postgres'),
        ...pass('fault tests over PostgreSQL', faults.filter(onBothEngines), 1, 'postgres'),
      ]),
];
/** Where tests need one: the conformance suites over PostgreSQL and several nodes always, the others in their passes over PostgreSQL. */
let cluster: PostgresServer | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void removeCluster().finally(() => process.exit(130)));

if (files.length === 0) {
  console.error(`No test at ${named.join(', ')}: name a *.test.ts file, or a folder that holds some.`);
  process.exit(1);
}
const startedMs = performance.now();
const verdicts: string[] = [];
if (named.length === 0) cluster = await startPostgres({}, { careless: true });
try {
  for (const { name, take } of steps) {
    console.log(`\n> ${name}`);
    const stepStartedMs = performance.now();
    const isPassed = await take();
    if (!isPassed) process.exitCode = 1;
    verdicts.push(`${isPassed ? 'ok  ' : 'FAIL'} ${name} (${secondsSince(stepStartedMs)} s)`);
  }
} finally {
  await removeCluster();
}
console.log(`\n${verdicts.join('\n')}\n`);
for (const [name, count] of Object.entries(counts)) console.log(`ℹ ${name} ${count}`);
console.log(`ℹ duration_ms ${Math.round(performance.now() - startedMs)}`);

function check(name: string, [program, ...args]: readonly [string, ...string[]]): Step {
  const command = [resolve(root, 'node_modules', program), ...args];
  return {
    name,
    take: () =>
      new Promise((done) => {
        const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });
        child.on('close', (code) => done(code === 0));
      }),
  };
}

function pass(name: string, paths: readonly string[], concurrency: number, engine: 'embedded' | 'postgres' = 'embedded'): readonly Step[] {
  if (paths.length === 0) return [];
  return [{ name: `${name} (${paths.length} files)`, take: () => withCluster(engine, () => runTests(paths, concurrency)) }];
}

/** The tests' processes are told by their environment; those that always need a PostgreSQL find it under a name of its own. */
async function withCluster(engine: 'embedded' | 'postgres', work: () => Promise<boolean>): Promise<boolean> {
  if (cluster === undefined) return work();
  process.env['ATTEND_POSTGRES_CLUSTER'] = cluster.server;
  if (engine === 'postgres') process.env['ATTEND_TEST_POSTGRES'] = cluster.server;
  try {
    return await work();
  } finally {
    if (engine === 'postgres') delete process.env['ATTEND_TEST_POSTGRES'];
  }
}

async function removeCluster(): Promise<void> {
  const removed = cluster;
  cluster = undefined;
  await removed?.remove();
}

function runTests(paths: readonly string[], concurrency: number): Promise<boolean> {
  return new Promise((done) => {
    const events = run({ files: [...paths], concurrency, cwd: root });
    let isPassed = false;
    events.on('test:summary', (summary) => {
      if (summary.file !== undefined) return;
      isPassed = summary.success;
      const { tests, passed, cancelled, skipped, todo } = summary.counts;
      counts.tests += tests;
      counts.pass += passed;
      counts.fail += tests - passed - cancelled - skipped - todo;
      counts.cancelled += cancelled;
      counts.skipped += skipped;
      counts.todo += todo;
    });
    const report = events.compose(spec);
    report.on('end', () => done(isPassed));
    report.pipe(process.stdout, { end: false });
  });
}

function testsAt(path: string): readonly string[] {
  const place = resolve(process.env['INIT_CWD'] ?? root, path);
  if (existsSync(place) && place.endsWith('.ts')) return [place];
  const folders = place === root ? ['src', 'tests'] : [relative(root, place)];
  return globSync(folders.map((folder) => `${folder}/**/*.test.ts`), { cwd: root })
    .map((file) => resolve(root, file))
    .toSorted();
}

function secondsSince(startMs: number): string {
  return ((performance.now() - startMs) / 1000).toFixed(1);
}
