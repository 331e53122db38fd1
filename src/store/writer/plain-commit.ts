import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { shownFact } from '../../attendance/facts.ts';
import type { CommitItem } from '../../attendance/ports.ts';
import type { Evidence } from '../../attendance/record.ts';
import { portError } from '../sqlite/failures.ts';
import { evidenceInsert, plainRecordsInsert, valuesOfPlain, valuesOfSealed } from '../rows/plain-rows.ts';
import type { Tables } from '../tables.ts';
import { isAlike } from './packed-batch.ts';
import { plainSeals, type Sealed } from './plain-seals.ts';
import { plainSessions, type PlainSession } from './plain-sessions.ts';

/**
 * The way of what nothing else speaks about: submissions of students who are not recorded yet, each judged right by itself, without a
 * seal or with one that `plain-seals.ts` takes. It does what `commitOn` would do, in the same order and one transaction, but finds
 * nothing out row by row: the unique keys say whether all of it was new. Where anything is in the way nothing stays, and the batch goes
 * the way of all others.
 */
export interface PlainCommit {
  /** The place of the first in the order of changes, the others follow; undefined where the batch has to go the other way. */
  commit(batch: readonly CommitItem[]): Promise<number | undefined>;
  /** To be called after every other write. */
  forget(): void;
}

/** Texts that differ in the words that a hall shares; hardly more than a handful at a time. */
const maxStatements = 64;

export function plainCommitOn(database: DatabaseSync, db: Kysely<Tables>): PlainCommit {
  const sessions = plainSessions(database, db);
  const seals = plainSeals(database);
  const statements = new Map<string, StatementSync>();

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= maxStatements) statements.clear();
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  async function write(batch: readonly Evidence[]): Promise<number | undefined> {
    const { institutionId } = batch[0]!;
    sessions.refresh();
    seals.begin();
    let session: PlainSession | undefined;
    let insert: StatementSync | undefined;
    let last: Evidence | undefined;
    let [firstRow, lastRow] = [0, 0];
    for (const item of batch) {
      const sealed = isSealed(item);
      if (last === undefined || sealed !== isSealed(last) || !isAlike(item, last)) {
        session = await sessions.find(institutionId, item.sessionId);
        if (session === undefined || item.institutionId !== institutionId || shownFact(item, session.session, session.shown) === 'not_shown') return undefined;
        insert = prepared(evidenceInsert(item));
      }
      if (session!.decided.has(item.studentKey)) return undefined;
      const { changes, lastInsertRowid } = insert!.run(...(sealed ? valuesOfSealed(item) : valuesOfPlain(item)));
      if (changes !== 1) return undefined;
      lastRow = Number(lastInsertRowid);
      if (sealed && !seals.add(item, lastRow)) return undefined;
      if (last === undefined) firstRow = lastRow;
      last = item;
    }
    if (!seals.finish(lastRow)) return undefined;
    const { last_seq } = prepared(takePlaces).get(institutionId, batch.length) as { readonly last_seq: number };
    const firstSeq = last_seq - batch.length + 1;
    const { changes } = prepared(plainRecordsInsert).run(firstSeq - firstRow, firstRow);
    return changes === batch.length ? firstSeq : undefined;
  }

  return {
    async commit(batch) {
      if (batch.length === 0 || !batch.every(isPlain)) return undefined;
      try {
        database.exec('begin immediate');
        const firstSeq = await write(batch);
        if (firstSeq !== undefined) {
          database.exec('commit');
          return firstSeq;
        }
      } catch (error) {
        if (!database.isTransaction) throw portError(error);
      }
      // What went wrong the other way will say, too.
      database.exec('rollback');
      return undefined;
    },
    forget: sessions.forget,
  };
}

const takePlaces = `insert into change_counter (institution_id, last_seq) values (?, ?)
  on conflict (institution_id) do update set last_seq = last_seq + excluded.last_seq returning last_seq`;

function isPlain(item: CommitItem): item is Evidence {
  return item.kind === 'evidence' && item.head === null && (isSealed(item) ? !item.isGuest : item.chain === null);
}

function isSealed(item: Evidence): item is Sealed {
  return item.deviceId !== null;
}
