import type { Kysely } from 'kysely';
import type { CommitItem, RecordStore } from '../../attendance/ports.ts';
import type { CommitOutcome, Evidence, RefusedAttempt } from '../../attendance/record.ts';
import { nothingAround } from '../intake/around.ts';
import { commitOn, nothingKnown } from '../intake/commit.ts';
import { planCommit } from '../intake/plan.ts';
import { together } from '../sql/asking.ts';
import { postgresQuirks } from '../sql/quirks.ts';
import type { Tables } from '../tables.ts';
import type { Connections } from './connect.ts';
import { breaksConnection, portError } from './failures.ts';
import { firstStatistics } from './first-statistics.ts';
import { knownSessions } from './known-sessions.ts';
import { lockWithKeptPlans } from './locks.ts';
import { transactionsOn } from './together.ts';
import { newRowsStatements } from './new-rows.ts';
import { inOneTrip, type TripStatement } from './trip.ts';

/** What no device sealed and nothing else speaks about. */
type PlainItem = Evidence | RefusedAttempt;

const uniqueViolation = '23505';

/** A session that changes again and again is left to the other way. */
const attempts = 2;

/**
 * Commits in one trip to the database and back, without holding a lock while anything travels: a batch that no device sealed is judged by the
 * sessions as this process knows them, and stored by one statement that stores nothing where one of them has changed. Where
 * something of the batch is stored already, or where more has to be known, it is done by the store's common way, under the lock of its institution.
 */
export function commitOnPostgres(connections: Connections, db: Kysely<Tables>): RecordStore['commit'] {
  const ofInstitution = new Map<number, ReturnType<typeof institutionOn>>();
  const ofSeveral = commitOn((work) => db.transaction().execute(work), postgresQuirks);
  const statementOf = newRowsStatements();
  const noteEvidence = firstStatistics(connections.pool, 'evidence');
  const noteLinks = firstStatistics(connections.pool, 'link');

  function institutionOn(institutionId: number) {
    return { sessions: knownSessions(db, institutionId), commonWay: commitOn(transactionsOn(connections, institutionId), postgresQuirks, together) };
  }

  return async (batch) => {
    const institutionId = batch[0]?.institutionId;
    if (institutionId === undefined || batch.some((item) => item.institutionId !== institutionId)) return ofSeveral(batch);
    const own = ofInstitution.get(institutionId) ?? institutionOn(institutionId);
    ofInstitution.set(institutionId, own);
    const plainly = isPlain(batch) ? await commitPlain(institutionId, batch, own.sessions) : undefined;
    const outcomes = plainly ?? (await own.commonWay(batch));
    noteEvidence(batch.length);
    noteLinks(batch.reduce((links, item) => links + (item.kind === 'evidence' && item.deviceId !== null ? 1 : 0), 0));
    return outcomes;
  };

  /** Undefined where nothing was stored. */
  async function commitPlain(institutionId: number, batch: readonly PlainItem[], sessions: ReturnType<typeof knownSessions>): Promise<readonly CommitOutcome[] | undefined> {
    const sessionIds = [...new Set(batch.map(({ sessionId }) => sessionId))];
    for (let attempt = 0; attempt < attempts; attempt++) {
      const known = await sessions.find(sessionIds);
      if (known === undefined || [...known.values()].some(({ hasDecisions }) => hasDecisions)) return undefined;
      const around = {
        ...nothingAround,
        sessions: new Map([...known].map(([sessionId, { session }]) => [sessionId, session])),
        shown: new Map([...known].map(([sessionId, { shown }]) => [sessionId, shown])),
      };
      const { outcomes, evidence, newRecords, refused } = planCommit(batch, nothingKnown(), around, 0);
      const statement = statementOf({ institutionId, places: batch.length, sessions: known, evidence, records: newRecords, refused });
      const stored = await storeLocked(institutionId, statement);
      if (stored === 'already stored') return undefined;
      if (stored === 'session changed') {
        sessions.forget(sessionIds);
        continue;
      }
      for (const record of newRecords) Object.assign(record, { seq: stored + record.seq });
      return outcomes;
    }
    return undefined;
  }

  /** Answers the first place. */
  async function storeLocked(institutionId: number, statement: TripStatement): Promise<number | 'already stored' | 'session changed'> {
    const client = await connections.connect().catch(rethrow);
    try {
      const [, stored] = await inOneTrip(client, [lockWithKeptPlans(institutionId), statement]);
      client.release();
      return (stored!.rows[0]?.['first'] as number | undefined) ?? 'session changed';
    } catch (error) {
      client.release(breaksConnection(error as Error) ? (error as Error) : undefined);
      if ((error as { readonly code?: string }).code === uniqueViolation) return 'already stored';
      throw portError(error);
    }
  }
}

function rethrow(error: unknown): never {
  throw portError(error);
}

function isPlain(batch: readonly CommitItem[]): batch is readonly PlainItem[] {
  let hasEvidence = false;
  for (const item of batch) {
    if (item.kind === 'contact' || (item.kind === 'refused' ? item.link !== null : item.deviceId !== null || item.head !== null)) return false;
    hasEvidence ||= item.kind === 'evidence';
  }
  return hasEvidence;
}
