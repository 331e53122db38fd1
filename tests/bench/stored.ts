import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

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

/** What a submission costs on an almost empty database and on one with very many rows, and how long that one takes to start. SQLite. */
export async function measureStored(loader: Loader, { rows, rounds }: { readonly rows: number; readonly rounds: number }): Promise<Stored> {
  const stand = await openStand(loader);
  try {
    await stand.measure('open', { requests: 30_000, connections: 128 });
    const few = await medianRound(stand, rounds);
    const session = await stand.newSession('open');
    fill(stand, session.session_id, rows);
    await stand.measure('open', { requests: 5_000, connections: 128 });
    const many = await medianRound(stand, rounds);
    const startedMs = performance.now();
    const again = await stand.restart();
    const startSeconds = (performance.now() - startedMs) / 1000;
    await again.stop();
    return { rows, few, many, startSeconds };
  } finally {
    await stand.close();
  }
}

async function medianRound(stand: Stand, rounds: number): Promise<Measured> {
  const all: Measured[] = [];
  for (let round = 0; round < rounds; round++) all.push(await stand.measure('open', { requests: fewRows, connections: 128 }));
  return medianOf(all);
}

/** Rows as the server writes them, beside the server; in parts, so that it can go on. */
function fill({ server }: Stand, sessionId: string, rows: number): void {
  const database = new DatabaseSync(join(server.dataDir, 'attendance.sqlite'), { timeout: 60_000 });
  database.exec('pragma synchronous = off; pragma temp_store = memory');
  const numbers = 'with recursive number (n) as (select ? union all select n + 1 from number where n < ?)';
  const evidence = database.prepare(`${numbers} insert into evidence (institution_id, entry_id, session_id, student_id, student_key, body, form, carrier, epoch, queued, received_at_ms, scanned_at_ms, latency_ms, grade, reasons, status)
    select 1, randomblob(32), ?, 'F' || n, 'F' || n, printf('%.*c', 420, 'x'), 'original', 'json', 0, 0, n, n, 1000, 'online_in_window', '[]', 'present' from number`);
  const records = database.prepare(`insert into record (institution_id, session_id, student_key, student_id, entry_id, status, grade, reasons, received_at_ms, scanned_at_ms, latency_ms, seq)
    select institution_id, session_id, student_key, student_id, entry_id, status, grade, reasons, received_at_ms, scanned_at_ms, latency_ms, 0 from evidence where rowid > ?`);
  for (let from = 1; from <= rows; from += rowsAtOnce) {
    const last = Number(database.prepare('select coalesce(max(rowid), 0) as last from evidence').get()!['last']);
    database.exec('begin immediate');
    evidence.run(from, Math.min(rows, from + rowsAtOnce - 1), sessionId);
    records.run(last);
    database.exec('commit');
  }
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

export function printStored({ rows, few, many, startSeconds }: Stored): void {
  const line = (what: string, { perSecond, cpuUs, p99Ms }: Measured) => [what, perSecond.toFixed(0), cpuUs!.toFixed(1), p99Ms!.toFixed(1)];
  console.log('\nOne server on SQLite, 128 connections.\n');
  printRows(['rows stored', 'accepted/s', 'CPU us', 'p99 ms'], [line(String(fewRows), few), line(String(rows), many)]);
  console.log(`\nIts CPU time a submission is ${(many.cpuUs! / few.cpuUs!).toFixed(2)} of that; the server starts in ${startSeconds.toFixed(2)} s.`);
}
