/**
 * `npm test`: types, lint, then every test on the embedded database, and those that speak of no database again over a PostgreSQL that is
 * started for the run. Many tests wait, for a browser or for an epoch to end, so more files run at once than there are processors; those
 * that hold a time against a bound come after them, with less beside them. `npm test -- PATH...` runs only the tests named, once.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';

import { onBothEngines } from './support/both-engines.ts';
import { startPostgres, type PostgresServer } from './support/postgres.ts';
import { reportOnFiles, type FileRun } from './support/run-files.ts';

const root = resolve(import.meta.dirname, '..');
const named = process.argv.slice(2);
const isWhole = named.length === 0;
const files = (isWhole ? ['.'] : named).flatMap(testsAt);
if (files.length === 0) {
  console.error(`No test at ${named.join(', ')}: name a *.test.ts file, or a folder that holds some.`);
  process.exit(1);
}

/** They fail where a machine is too busy to be in time. */
const timed = [/\/tests\/nodes\/nodes\./, /\/tests\/faults\/(?:postgres-faults|writer-dies)\./, /\/tests\/(?:e2e|http)\/live\./];
/** The longest begin first, so that none is left over at the end. */
const longFirst = [
  /\/tests\/e2e\/(?:queue-|carry|two-codes|accessibility|displays)/,
  /\/tests\/(?:e2e|nodes|faults)\//,
  /\/(?:window|claim-window)\.test\.ts$|\/tests\/(?:offline\/|http\/process|conformance\/postgres\.)/,
];
const atOnce = { together: availableParallelism() + 1, timed: Math.max(2, Math.floor(availableParallelism() / 2)) };

/** Where tests need one: the conformance suites over PostgreSQL and several nodes always, the others in their runs over PostgreSQL. */
let cluster: PostgresServer | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void removeCluster().finally(() => process.exit(130)));

const startedMs = performance.now();
const verdicts: string[] = [];
const report = reportOnFiles(root);
if (isWhole) cluster = await startPostgres({}, { careless: true });
try {
  const runs = [...files.map((file) => runOf(file)), ...(isWhole ? files.filter(onBothEngines).map((file) => runOf(file, 'postgres')) : [])];
  const ordered = runs.toSorted((left, right) => rankOf(left) - rankOf(right));
  const isTimed = ({ file }: FileRun) => timed.some((each) => each.test(file));
  if (isWhole) {
    await step('types', () => check('typescript/bin/tsc', '-b'));
    await step('lint', () => check('oxlint/bin/oxlint', '--deny-warnings'));
  }
  await takeAll('tests', ordered.filter((each) => !isTimed(each)), atOnce.together);
  await takeAll('tests with a bound on time', ordered.filter(isTimed), atOnce.timed);
} finally {
  await removeCluster();
}
await report.end();
tellTheEnd();

async function step(name: string, take: () => Promise<boolean>): Promise<void> {
  console.log(`\n> ${name}`);
  const stepStartedMs = performance.now();
  const isPassed = await take();
  if (!isPassed) process.exitCode = 1;
  verdicts.push(`${isPassed ? 'ok  ' : 'FAIL'} ${name} (${seconds(performance.now() - stepStartedMs)} s)`);
}

async function takeAll(name: string, runs: readonly FileRun[], limit: number): Promise<void> {
  if (runs.length > 0) await step(`${name} (${runs.length} files, ${limit} at once)`, () => report.take(runs, limit));
}

function check(program: string, ...args: readonly string[]): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [resolve(root, 'node_modules', program), ...args], { cwd: root, stdio: 'inherit' });
    child.on('close', (code) => done(code === 0));
  });
}

function runOf(file: string, engine: 'embedded' | 'postgres' = 'embedded'): FileRun {
  return {
    file,
    name: relative(root, file) + (engine === 'postgres' ? ' over PostgreSQL' : ''),
    env: {
      // Hundreds of processes run the same sources, which are stripped of their types and compiled once.
      NODE_COMPILE_CACHE: resolve(root, 'node_modules/.cache/tests'),
      ...(cluster === undefined ? {} : { ATTEND_POSTGRES_CLUSTER: cluster.server }),
      ...(cluster === undefined || engine === 'embedded' ? {} : { ATTEND_TEST_POSTGRES: cluster.server }),
    },
  };
}

function rankOf({ file }: FileRun): number {
  const rank = longFirst.findIndex((each) => each.test(file));
  return rank === -1 ? longFirst.length : rank;
}

async function removeCluster(): Promise<void> {
  const removed = cluster;
  cluster = undefined;
  await removed?.remove();
}

/** Last of all, since it is read first: the verdicts, where the time went, and what failed. */
function tellTheEnd(): void {
  console.log(`\nThe slowest files:\n${report.slowest(10).map(({ name, ms }) => `${seconds(ms).padStart(6)} s  ${name}`).join('\n')}`);
  console.log(`\n${verdicts.join('\n')}\n`);
  for (const [name, count] of Object.entries(report.counts)) console.log(`ℹ ${name} ${count}`);
  console.log(`ℹ duration_ms ${Math.round(performance.now() - startedMs)}`);
  if (report.failed.length > 0) console.log(`\nFailed:\n${report.failed.map((each) => `✖ ${each}`).join('\n')}`);
}

function testsAt(path: string): readonly string[] {
  const place = resolve(process.env['INIT_CWD'] ?? root, path);
  if (existsSync(place) && place.endsWith('.ts')) return [place];
  const folders = place === root ? ['src', 'tests'] : [relative(root, place)];
  return globSync(folders.map((folder) => `${folder}/**/*.test.ts`), { cwd: root })
    .map((file) => resolve(root, file))
    .toSorted();
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
