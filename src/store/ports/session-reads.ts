import type { Kysely } from 'kysely';
import { standingOfGrade } from '../../protocol/words.ts';
import type { SessionCounts, SessionStore } from '../../attendance/ports.ts';
import type { Session } from '../../attendance/session.ts';
import { padded } from '../sql/many-rows.ts';
import { sessionOfRow } from '../rows/session-row.ts';
import type { SessionWrite } from './session-writes.ts';
import type { Tables } from '../tables.ts';

type SessionReads = Omit<SessionStore, SessionWrite>;

export function sessionReadsOn(db: Kysely<Tables>): SessionReads {
  const sessions = db.selectFrom('session').selectAll();

  async function first(query: typeof sessions): Promise<Session | undefined> {
    const row = await query.executeTakeFirst();
    return row === undefined ? undefined : sessionOfRow(row);
  }

  return {
    findSession: (institutionId, sessionId) => first(sessions.where('institution_id', '=', institutionId).where('session_id', '=', sessionId)),

    findSessionByTag: (institutionId, tag) => first(sessions.where('institution_id', '=', institutionId).where('tag', '=', tag)),

    async listSessionsOpenBetween(institutionId, fromMs, untilMs) {
      const rows = await sessions.where('institution_id', '=', institutionId).where('closes_at_ms', '>=', fromMs).where('opens_at_ms', '<=', untilMs).execute();
      return rows
        .map(sessionOfRow)
        .filter(({ openings }) => openings.some((opening) => opening.fromMs <= untilMs && opening.untilMs >= fromMs));
    },

    async listSessions(institutionId, beforeMs, limit) {
      const rows = await sessions
        .where('institution_id', '=', institutionId)
        .where('created_at_ms', '<', beforeMs)
        .orderBy('created_at_ms', 'desc')
        .orderBy('session_id', 'desc')
        .limit(limit)
        .execute();
      const counts = await countSessions(db, institutionId, rows.map((row) => row.session_id));
      return rows.map((row) => ({ session: sessionOfRow(row), counts: counts.get(row.session_id) ?? none }));
    },

    async countsOf(institutionId, sessionId) {
      return (await countSessions(db, institutionId, [sessionId])).get(sessionId) ?? none;
    },
  };
}

const none: SessionCounts = { counted: 0, provisional: 0, held: 0, refused: 0 };

/** Counts the students who were there, by the standing of their evidence; a student whom staff set absent or excused was not. */
async function countSessions(db: Kysely<Tables>, institutionId: number, sessionIds: readonly string[]): Promise<Map<string, SessionCounts>> {
  const counts = new Map<string, SessionCounts>();
  const add = (sessionId: string, part: keyof SessionCounts, count: number) => {
    const before = counts.get(sessionId) ?? none;
    counts.set(sessionId, { ...before, [part]: before[part] + count });
  };
  if (sessionIds.length === 0) return counts;

  const byGrade = await db
    .selectFrom('record')
    .select((eb) => ['session_id', 'grade', eb.fn.countAll<number>().as('count')])
    .where('institution_id', '=', institutionId)
    .where('session_id', 'in', padded(sessionIds))
    .where('status', 'in', ['present', 'late'])
    .groupBy(['session_id', 'grade'])
    .execute();
  for (const { session_id, grade, count } of byGrade) add(session_id, standingOfGrade[grade], count);

  const refused = await db
    .selectFrom('refused_attempt')
    .select((eb) => ['session_id', eb.fn.countAll<number>().as('count')])
    .where('institution_id', '=', institutionId)
    .where('session_id', 'in', padded(sessionIds))
    .groupBy('session_id')
    .execute();
  for (const { session_id, count } of refused) add(session_id, 'refused', count);
  return counts;
}
