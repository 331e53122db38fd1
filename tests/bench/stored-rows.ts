import { hash, randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const rowsAtOnce = 100_000;
const hallSize = 500;
/** In each of them the next 500 students, then the first ones again. */
const halls = 40;

/**
 * Rows as the server writes them, beside the server, in parts, so that it can go on: halls of 500 students, each hall a session of its own
 * like the given one, its secret destroyed and its students in no order. Each of the 20,000 students has a phone that sealed every entry.
 */
export function fillWithRows(dataDir: string, sessionId: string, rows: number): void {
  const database = new DatabaseSync(join(dataDir, 'attendance.sqlite'), { timeout: 60_000 });
  database.exec('pragma synchronous = off; pragma temp_store = memory; pragma cache_size = -2000000');
  database.function('hash_of', { deterministic: true, varargs: true }, (...parts) => hash('sha256', parts.join(), 'buffer'));
  database.function('random_bytes', (count) => randomFillSync(new Uint8Array(Number(count))));
  const columns = database.prepare("select name from pragma_table_info('session')").all().map(({ name }) => String(name));
  const made: Readonly<Record<string, string>> = { session_id: hallOf('hall'), tag: "printf('t%015d', hall)", wrapped_secret: 'null' };
  const statements = [
    `with recursive number (hall) as (select cast($from / ${hallSize} as integer) union all select hall + 1 from number where hall < cast($until / ${hallSize} as integer))
      insert into session (${columns.join()}) select ${columns.map((name) => made[name] ?? name).join()} from number, session where session_id = $session`,
    `with recursive number (n) as (select cast($from as integer) union all select n + 1 from number where n < $until),
        place (n, hall, student, visit) as (
          select n, n / ${hallSize}, n / ${hallSize} % ${halls} * ${hallSize} + n * 7919 % ${hallSize}, n / ${hallSize * halls} from number)
      insert into evidence (institution_id, entry_id, session_id, student_id, student_key, body, form, device_signature, device_public_key, device_id, chain_seq, chain_prev,
        carrier, epoch, queued, received_at_ms, scanned_at_ms, latency_ms, grade, reasons, status)
      select 1, hash_of(student, visit), ${hallOf('hall')}, ${studentOf('student')}, ${studentOf('student')}, printf('%.*c', 420, 'x'), 'entry', random_bytes(64),
        random_bytes(65), hash_of(student), visit, iif(visit = 0, null, hash_of(student, visit - 1)), 'url', 0, 0, n, n, 1000, 'online_in_window', '[]', 'present' from place`,
    `insert into link (institution_id, device_id, seq, entry_id, prev, received_at_ms)
      select institution_id, device_id, chain_seq, entry_id, chain_prev, received_at_ms from evidence where rowid > $last`,
    `insert into device (institution_id, device_id, public_key, student_key, student_id, bound_by, first_seen_at_ms)
      select institution_id, device_id, device_public_key, student_key, student_id, 'first_use', received_at_ms from evidence where rowid > $last and chain_seq = 0`,
    `insert into record (institution_id, session_id, student_key, student_id, entry_id, device_id, status, grade, reasons, received_at_ms, scanned_at_ms, latency_ms, seq)
      select institution_id, session_id, student_key, student_id, entry_id, device_id, status, grade, reasons, received_at_ms, scanned_at_ms, latency_ms, 0 from evidence where rowid > $last`,
  ].map((text) => database.prepare(text));
  for (const statement of statements) statement.setAllowUnknownNamedParameters(true);
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const last = Number(database.prepare('select coalesce(max(rowid), 0) as last from evidence').get()!['last']);
    database.exec('begin immediate');
    for (const statement of statements) statement.run({ $from: from, $until: Math.min(rows, from + rowsAtOnce) - 1, $session: sessionId, $last: last });
    database.exec('commit');
  }
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

/** As long as a session's own id, and like it in no order. */
function hallOf(number: string): string {
  return `printf('%08x-0000-4000-8000-%012d', ${number} * 2654435761 % 4294967296, ${number})`;
}

function studentOf(number: string): string {
  return `printf('F%08d', ${number})`;
}
