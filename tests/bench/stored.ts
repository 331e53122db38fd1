import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { CreatedSession } from '../support/classroom.ts';
import { medianOf, printRows, type Measured } from './bench-table.ts';
import { openStand, type Loader, type Stand } from './stand.ts';

export interface Stored {
  readonly rows: number;
  readonly few: Measured;
  readonly many: Measured;
  /** From the start of the process until it listens. */
  readonly startSeconds: number;
}

const fewRows = 10_000;
const rowsAtOnce = 100_000;

/**
 * What a submission costs on an almost empty database and on one with very many rows, in turn in each round so that what else the machine
 * does meets both, and how long the large one takes to start. SQLite.
 */
export async function measureStored(loader: Loader, { rows, rounds }: { readonly rows: number; readonly rounds: number }): Promise<Stored> {
  const [small, large] = [await openStand(loader), await openStand(loader)];
  try {
    // Before the rows are there, which takes longer than a connection is kept.
    const sessions = { small: await small.newSession('open'), large: await large.newSession('open') };
    fill(large, sessions.large.session_id, rows);
    const submitTo = (stand: Stand, session: CreatedSession, requests = fewRows) => stand.measure('open', { requests, connections: 128, session });
    await submitTo(small, sessions.small, 3 * fewRows);
    await submitTo(large, sessions.large, 3 * fewRows);
    const [few, many]: [Measured[], Measured[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      few.push(await submitTo(small, sessions.small));
      many.push(await submitTo(large, sessions.large));
    }
    const startedMs = performance.now();
    const again = await large.restart();
    const startSeconds = (performance.now() - startedMs) / 1000;
    await again.stop();
    return { rows, few: medianOf(few), many: medianOf(many), startSeconds };
  } finally {
    await small.close();
    await large.close();
  }
}

const hallSize = 500;

/**
 * Rows as the server writes them, beside the server, in parts, so that it can go on: halls of 500 students, each hall a session of its own
 * like the given one, its secret destroyed and its students in no order.
 */
function fill({ server }: Stand, sessionId: string, rows: number): void {
  const database = new DatabaseSync(join(server.dataDir, 'attendance.sqlite'), { timeout: 60_000 });
  database.exec('pragma synchronous = off; pragma temp_store = memory; pragma cache_size = -65536');
  const columns = database.prepare("select name from pragma_table_info('session')").all().map(({ name }) => String(name));
  const made: Readonly<Record<string, string>> = { session_id: hallOf('hall'), tag: "printf('t%015d', hall)", wrapped_secret: 'null' };
  const numbers = 'with recursive number (n) as (select cast(? as integer) union all select n + 1 from number where n < ?)';
  const sessions = database.prepare(`with recursive number (hall) as (select cast(? as integer) union all select hall + 1 from number where hall < ?)
    insert into session (${columns.join()}) select ${columns.map((name) => made[name] ?? name).join()} from number, session where session_id = ?`);
  const student = `printf('F%08d', n / ${hallSize} % 40 * ${hallSize} + n * 7919 % ${hallSize})`;
  const evidence = database.prepare(`${numbers} insert into evidence (institution_id, entry_id, session_id, student_id, student_key, body, form, carrier, epoch, queued, received_at_ms, scanned_at_ms, latency_ms, grade, reasons, status)
    select 1, randomblob(32), ${hallOf(`n / ${hallSize}`)}, ${student}, ${student}, printf('%.*c', 420, 'x'), 'original', 'json', 0, 0, n, n, 1000, 'online_in_window', '[]', 'present' from number`);
  const records = database.prepare(`insert into record (institution_id, session_id, student_key, student_id, entry_id, status, grade, reasons, received_at_ms, scanned_at_ms, latency_ms, seq)
    select institution_id, session_id, student_key, student_id, entry_id, status, grade, reasons, received_at_ms, scanned_at_ms, latency_ms, 0 from evidence where rowid > ?`);
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const last = Number(database.prepare('select coalesce(max(rowid), 0) as last from evidence').get()!['last']);
    const until = Math.min(rows, from + rowsAtOnce) - 1;
    database.exec('begin immediate');
    sessions.run(Math.floor(from / hallSize), Math.floor(until / hallSize), sessionId);
    evidence.run(from, until);
    records.run(last);
    database.exec('commit');
  }
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

/** As long as a session's own id, and like it in no order. */
function hallOf(number: string): string {
  return `printf('%08x-0000-4000-8000-%012d', (${number}) * 2654435761 % 4294967296, ${number})`;
}

export function printStored({ rows, few, many, startSeconds }: Stored): void {
  const line = (what: string, { perSecond, cpuUs, p99Ms }: Measured) => [what, perSecond.toFixed(0), cpuUs!.toFixed(1), p99Ms!.toFixed(1)];
  console.log('\nOne server on SQLite, 128 connections.\n');
  printRows(['rows stored', 'accepted/s', 'CPU us', 'p99 ms'], [line('few', few), line(String(rows), many)]);
  console.log(`\nIts CPU time a submission is ${(many.cpuUs! / few.cpuUs!).toFixed(2)} of that; the server starts in ${startSeconds.toFixed(2)} s.`);
}
