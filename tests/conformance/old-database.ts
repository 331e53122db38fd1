import { join } from 'node:path';
import { sql } from 'kysely';
import { firstTables } from '../../src/store/migrations/0001-first-tables.ts';
import { headcounts } from '../../src/store/migrations/0002-headcounts.ts';
import { sqliteQuirks } from '../../src/store/sql/quirks.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import { bytesOf, institutionId, startMs } from './samples.ts';

/** One entry as a database of version 2 holds it. */
export interface OldEntry {
  readonly name: string;
  readonly student: string;
  readonly device: string | null;
  readonly seq: number;
  readonly prev: string | null;
  readonly atMs: number;
}

export const oldSession = 'class of before';
export const openings = [{ fromMs: startMs, untilMs: startMs + 900_000 }];

/** A data directory with a database of version 2: entries, each with its record, and students whom staff set by hand. */
export async function writeOldDatabase(dataDir: string, entries: readonly OldEntry[], marked: readonly string[]): Promise<void> {
  const database = connect(join(dataDir, 'attendance.sqlite'), 'writer');
  const db = kyselyOn(database);
  await db.transaction().execute(async (tx) => {
    await sql`create table schema_version (version integer primary key check (version > 0), name text not null) strict`.execute(tx);
    await firstTables(tx, sqliteQuirks);
    await headcounts(tx, sqliteQuirks);
    await sql`insert into schema_version values (1, 'first tables'), (2, 'headcounts')`.execute(tx);
    await sql`insert into session values (${institutionId}, ${oldSession}, 'aaaaaaaaaaaaaaaa', 'Course-101', 15, 'device', 5, 10, ${startMs}, null, null,
      ${JSON.stringify(openings)}, ${startMs}, ${startMs + 900_000}, null, ${startMs}, 0)`.execute(tx);
    for (const [index, entry] of entries.entries()) {
      const { name, student, device, seq, prev, atMs } = entry;
      const body = JSON.stringify({ seq, prev: prev === null ? null : Buffer.from(bytesOf(prev)).toString('base64url') });
      const deviceId = device === null ? null : bytesOf(device);
      const publicKey = device === null ? null : new Uint8Array(65).fill(4);
      const signature = device === null ? null : new Uint8Array(64).fill(7);
      const grade = device === null ? 'late_sync' : 'online_in_window';
      const reasons = device === null ? '["no_device_signature"]' : '[]';
      await sql`insert into evidence values (${institutionId}, ${bytesOf(name)}, ${oldSession}, ${student}, ${student}, ${body}, 'entry', ${signature}, ${publicKey}, ${deviceId},
        'token', ${Math.floor((atMs - startMs) / 5_000)}, 0, ${atMs}, ${atMs}, ${atMs - startMs}, 0, ${grade}, ${reasons}, 'present')`.execute(tx);
      await sql`insert into record values (${institutionId}, ${oldSession}, ${student}, ${student}, ${bytesOf(name)}, ${deviceId}, 'present', ${grade}, ${reasons},
        ${atMs}, ${atMs}, ${atMs - startMs}, null, ${index + 1})`.execute(tx);
    }
    for (const [index, student] of marked.entries()) {
      const seq = entries.length + index + 1;
      await sql`insert into record values (${institutionId}, ${oldSession}, ${student}, ${student}, null, null, 'excused', 'manual', '["set_by_staff"]',
        ${startMs}, ${startMs}, 0, 'was ill', ${seq})`.execute(tx);
      await sql`insert into record_change values (${institutionId}, ${seq}, ${oldSession}, ${student}, 'mark', null, '{}', 'Dr. Rao', 'was ill', ${startMs + 5})`.execute(tx);
    }
    await sql`insert into change_counter values (${institutionId}, ${entries.length + marked.length})`.execute(tx);
  });
  database.close();
}
