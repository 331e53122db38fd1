/**
 * `npm run bench`: how many submissions the real server accepts, beside (a) a bare HTTP server that stores nothing, (b) the best
 * one-by-one insert of the same database and (c) PostgreSQL's own pgbench on the same insert, measured in turn in each round on this
 * machine; and what whole halls, slow disks, live pages and first visits do to it. Prints medians and ratios.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findPostgres } from '../support/find-tools.ts';
import { startPostgres } from '../support/postgres.ts';
import { flag, names, readOptions, wholeNumber } from '../support/program-options.ts';
import { printTable } from './bench-table.ts';
import { measureHalls, printHalls } from './halls.ts';
import { startLoader } from './stand.ts';
import { measureStored, printStored } from './stored.ts';
import { measureThroughput } from './throughput.ts';

const does = 'Measures how many submissions the server accepts on this machine, beside what bounds it, and what halls, slow disks, live pages and first visits do to it.';
const values = readOptions('bench', does, {
  quick: flag('fewer and shorter rounds'),
  rounds: wholeNumber('5, or 2 with --quick, where it is left out'),
  connections: wholeNumber('over which submissions come', { first: 500 }),
  only: names('only what is called so in the first table'),
  halls: flag('without halls, slow disks, live pages and first visits', true),
  postgres: flag('without PostgreSQL', true),
  stored: wholeNumber('that alone: what a submission costs on top of so many rows'),
  json: flag('print JSON'),
});
const { connections } = values;
const rounds = values.rounds ?? (values.quick ? 2 : 5);
const [sliceSeconds, warmUpSeconds] = values.quick ? [1, 1] : [2, 3];

const dir = mkdtempSync(join(tmpdir(), 'attend-bench-'));
const loader = startLoader();
const withPostgres = values.postgres && values.stored === undefined && findPostgres() !== undefined;
const postgres = withPostgres ? await startPostgres({ min_wal_size: '1GB', max_wal_size: '2GB' }) : undefined;

try {
  if (values.stored !== undefined) {
    const stored = await measureStored(loader, { rows: values.stored, rounds });
    if (values.json) console.log(JSON.stringify(stored, undefined, 2));
    else printStored(stored);
  } else {
    const wish = { rounds, connections, sliceSeconds, warmUpSeconds, only: values.only, postgresUrl: postgres?.url('bench'), postgresPid: postgres?.pid };
    const throughput = await measureThroughput(loader, wish);
    if (!values.json) printTable(throughput.medians, { rounds, connections, peakMb: throughput.peakMb, baseline: 'bare node:http, nothing stored' });
    const halls = values.halls && values.only === undefined ? await measureHalls(loader, { rounds, dir, sliceSeconds }) : undefined;
    if (values.json) console.log(JSON.stringify({ rounds, connections, ...throughput, halls }, undefined, 2));
    else if (halls !== undefined) printHalls(halls);
  }
} finally {
  loader.stop();
  await postgres?.remove();
  rmSync(dir, { recursive: true, force: true });
}
