import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { findPostgres } from '../support/find-tools.ts';
import type { Measured } from './bench-table.ts';
import { cpuUsWithChildren } from './stand.ts';

export interface PgbenchWish {
  /** In one transaction. */
  readonly rows: number;
  readonly clients: number;
  readonly seconds: number;
}

/**
 * PostgreSQL's own load generator on the server's own insert: so many rows of evidence with their records, durable in one transaction, made
 * inside the database, so that nothing is said over the wire. It is the bound of what this database can store.
 */
export async function openPgbench({ url, pid }: { readonly url: string; readonly pid: number }, sessionId: string, dir: string) {
  const program = join(findPostgres()!, 'pgbench');
  const { hostname, port, username, pathname } = new URL(url);
  const at = ['-h', hostname, '-p', port, '-U', username, pathname.slice(1)];

  async function run({ rows, clients, seconds }: PgbenchWish): Promise<Measured> {
    const script = join(dir, `insert-${rows}.sql`);
    writeFileSync(script, insertOf(rows, sessionId));
    const args = ['-n', '-M', 'prepared', '-f', script, '-c', String(clients), '-j', '1', '-T', String(Math.ceil(seconds))];
    const beforeUs = cpuUsWithChildren(pid);
    const { stdout } = await promisify(execFile)(program, [...args, ...at]);
    const [, transactions] = /tps = ([\d.]+)/.exec(stdout) ?? [];
    if (transactions === undefined) throw new Error(`pgbench said ${stdout}`);
    const [, processed] = /transactions actually processed: (\d+)/.exec(stdout)!;
    const databaseUs = (cpuUsWithChildren(pid) - beforeUs) / (Number(processed) * rows);
    return { perSecond: Number(transactions) * rows, cpuUs: undefined, databaseUs, p50Ms: undefined, p99Ms: undefined };
  }

  return { run };
}

function insertOf(rows: number, sessionId: string): string {
  const student = `:base || '-' || row`;
  const [shared, each] = [`1, sha256((${student})::bytea), '${sessionId}'`, `from generate_series(1, ${rows}) row`];
  return [
    '\\set base random(1, 9000000000000000)',
    'begin;',
    `insert into evidence (institution_id, entry_id, session_id, student_id, student_key, body, form, carrier, epoch, queued, received_at_ms, scanned_at_ms, latency_ms, grade, reasons, status) select ${shared}, ${student}, ${student}, repeat('x', 420), 'original', 'json', 0, 0, 1764000000000 + row, 1764000000000 + row, 1000, 'online_in_window', '[]', 'present' ${each};`,
    `insert into record (institution_id, entry_id, session_id, student_id, student_key, status, grade, reasons, received_at_ms, scanned_at_ms, latency_ms, seq) select ${shared}, ${student}, ${student}, 'present', 'online_in_window', '[]', 1764000000000 + row, 1764000000000 + row, 1000, 0 ${each};`,
    'commit;',
    '',
  ].join('\n');
}
