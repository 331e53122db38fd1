import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { ShownEpochs } from '../../attendance/displays.ts';
import type { Session } from '../../attendance/session.ts';
import { readSpokenOf } from '../intake/around.ts';
import { nothingShown, readShown } from '../judging/evidence-reads.ts';
import { sessionOfRow } from '../rows/session-row.ts';
import type { Tables } from '../tables.ts';

/** What is stored about a session that says something of its submissions. */
export interface PlainSession {
  readonly session: Session;
  readonly shown: ShownEpochs;
  /** The keys of students about whom staff decided. */
  readonly decided: ReadonlySet<string>;
}

/** Sessions as they were read, until something other than a submission is written, by this connection or by another process. */
export interface PlainSessions {
  /** To be called in each transaction, before the first `find`. */
  refresh(): void;
  /** Undefined where there is none, or where its submissions answer checks and so have more to be looked at. */
  find(institutionId: number, sessionId: string): Promise<PlainSession | undefined>;
  forget(): void;
}

const maxKept = 256;

export function plainSessions(database: DatabaseSync, db: Kysely<Tables>): PlainSessions {
  const known = new Map<string, PlainSession>();
  const dataVersion = database.prepare('pragma data_version');
  let version: unknown;

  return {
    refresh() {
      const now = dataVersion.get()!['data_version'];
      if (now !== version) known.clear();
      version = now;
    },
    async find(institutionId, sessionId) {
      const key = `${institutionId} ${sessionId}`;
      const kept = known.get(key);
      if (kept !== undefined) return kept;
      const read = await readPlainSession(db, institutionId, sessionId);
      if (known.size >= maxKept) known.clear();
      if (read !== undefined) known.set(key, read);
      return read;
    },
    forget: () => known.clear(),
  };
}

async function readPlainSession(db: Kysely<Tables>, institutionId: number, sessionId: string): Promise<PlainSession | undefined> {
  const [row] = await readSpokenOf(db, institutionId, [sessionId]);
  if (row === undefined) return undefined;
  const session = sessionOfRow(row);
  if (session.checks.length > 0) return undefined;
  const shown = row.has_displays === 1 ? await readShown(db, institutionId, [sessionId]) : new Map<string, ShownEpochs>();
  const decided = row.has_decisions === 1 ? await readDecided(db, institutionId, sessionId) : [];
  return { session, shown: shown.get(sessionId) ?? nothingShown, decided: new Set(decided) };
}

async function readDecided(db: Kysely<Tables>, institutionId: number, sessionId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('decision')
    .select('student_key')
    .where('institution_id', '=', institutionId)
    .where('session_id', '=', sessionId)
    .where('undone_seq', 'is', null)
    .execute();
  return rows.map((row) => row.student_key);
}
