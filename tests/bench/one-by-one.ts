import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * The most durable rows a second that SQLite itself inserts one by one on this disk: a thin table, a prepared statement, one row a
 * transaction, and the write-ahead log on the disk before the next.
 */
export function insertOneByOne(bodies: readonly string[], seconds: number): { readonly perSecond: number; readonly cpuUs: number } {
  const dir = mkdtempSync(join(tmpdir(), 'attend-bench-'));
  const database = new DatabaseSync(join(dir, 'rows.sqlite'));
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full; create table row (student text primary key, body text not null) strict');
    const insert = database.prepare('insert into row values (?, ?)');
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    let rows = 0;
    while (performance.now() - startedMs < seconds * 1000) {
      insert.run(`S${rows}`, bodies[rows % bodies.length]!);
      rows++;
    }
    const tookMs = performance.now() - startedMs;
    const { user, system } = process.cpuUsage(cpu);
    return { perSecond: (rows / tookMs) * 1000, cpuUs: (user + system) / rows };
  } finally {
    database.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
