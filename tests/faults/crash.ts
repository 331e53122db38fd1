/**
 * `npm run crash -- --kills 200 [--seed N] [--postgres] [--migrations]`: kills a server under load so often and prints what became of every
 * submission. With `--postgres` the server is over a PostgreSQL, which is then killed as often itself, under a server that stays. With
 * `--migrations` a process that migrates is killed before every statement of every migration.
 */
import { flag, readOptions, wholeNumber } from '../support/program-options.ts';
import { somePostgres } from '../support/some-postgres.ts';
import { startPostgres } from '../support/postgres.ts';
import { killDatabase } from './kill-database.ts';
import { killMigrations } from './kill-migrations.ts';

const values = readOptions('crash', 'Kills a server under load, and prints what became of every submission.', {
  kills: wholeNumber('how often', { first: 200 }),
  seed: wholeNumber('of the moments', { first: 1, least: 0 }),
  postgres: flag('the server is over PostgreSQL, which is then killed as often itself'),
  migrations: flag('kill a process that migrates instead, before every statement of every migration'),
});
const { kills, seed } = values;

if (values.migrations) await killEveryMigration();
else {
  await killServers();
  if (values.postgres) await killPostgres();
}

/** The engine is read where the tests' own modules are loaded, so it is set before. */
async function killServers(): Promise<void> {
  const postgres = values.postgres ? await startPostgres() : undefined;
  if (postgres !== undefined) process.env['ATTEND_TEST_POSTGRES'] = postgres.server;
  const { killUnderLoad } = await import('./kill-under-load.ts');
  const startedMs = performance.now();
  const report = await killUnderLoad({ kills, seed, onKill: tell }).finally(() => postgres?.remove());
  console.log(`kill -9 of the server       ${report.kills} times over ${postgres === undefined ? 'SQLite' : 'PostgreSQL'}, in ${secondsSince(startedMs)} s, seed ${seed}`);
  console.log(`acknowledged                ${report.acknowledged}`);
  console.log(`unanswered                  ${report.unanswered}, of which ${report.storedUnanswered} were stored; all were sent again`);
  console.log(`stored in the end           ${report.stored}`);
  console.log(`slowest restart             ${Math.round(report.slowestRestartMs)} ms`);
  sayFaults(report.faults);
}

async function killPostgres(): Promise<void> {
  const startedMs = performance.now();
  const { acknowledged, refused, stored, faults, outagesMs } = await killDatabase({ kills, seed, onKill: tell });
  console.log(`power cuts of PostgreSQL    ${kills}, by turns immediate stop and kill -9, in ${secondsSince(startedMs)} s, seed ${seed}`);
  console.log(`acknowledged                ${acknowledged}`);
  console.log(`refused and sent again      ${refused}`);
  console.log(`stored in the end           ${stored}`);
  console.log(`nothing acknowledged for    median ${Math.round(outagesMs[Math.floor(outagesMs.length / 2)]!)} ms, longest ${Math.round(outagesMs.at(-1)!)} ms`);
  sayFaults(faults);
}

async function killEveryMigration(): Promise<void> {
  const postgres = await somePostgres();
  try {
    for (const [name, databaseUrl] of [['SQLite'], ['PostgreSQL', await postgres.newDatabase()]] as const) {
      const startedMs = performance.now();
      const { kills: times, steps } = await killMigrations({ which: 'every', ...(databaseUrl === undefined ? {} : { databaseUrl }) });
      console.log(`kill -9 of a migration      ${times} times on ${name}, in ${secondsSince(startedMs)} s: ${steps.map(({ version, killedBefore }) => `${killedBefore.length} to version ${version}`).join(', ')}; every row is there`);
    }
  } finally {
    await postgres.remove();
  }
}

function tell(done: number): void {
  process.stderr.write(`\r${done} of ${kills} kills${done === kills ? '\n' : ''}`);
}

function sayFaults(faults: readonly string[]): void {
  console.log(`lost, invented or doubled   ${faults.length}`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function secondsSince(startMs: number): number {
  return Math.round((performance.now() - startMs) / 1000);
}
