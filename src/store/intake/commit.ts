import type { Transaction } from 'kysely';
import type { CommitItem, RecordStore } from '../../attendance/ports.ts';
import type { CommitOutcome } from '../../attendance/record.ts';
import { takePlaces } from '../change-order.ts';
import { answerJudged } from './answer-judged.ts';
import { lookUp } from './look-up.ts';
import { planCommit, type CommitPlan, type Known } from './plan.ts';
import { readAround } from './around.ts';
import type { ContactRow } from '../evidence-tables.ts';
import { inTurn } from '../sql/asking.ts';
import { inserterOf } from '../sql/many-rows.ts';
import type { Quirks } from '../sql/quirks.ts';
import { rowOfEvidence } from '../rows/evidence-row.ts';
import { rowOfRecord } from '../rows/record-row.ts';
import type { Tables } from '../tables.ts';

/**
 * The hot path of the store, all under the one write lock. Nearly every batch meets nothing that is stored already, so it is
 * written as if that were so; where the unique keys say otherwise nothing of it stays, and it is done again after looking up what
 * it names. What is looked up cannot change before the commit. An entry that nothing else speaks about keeps the judgement that
 * it came with; where something does, everything that rests on it is judged again before the commit.
 */
export function commitOn(transact: <Result>(work: (tx: Transaction<Tables>) => Promise<Result>) => Promise<Result>, quirks: Quirks, asking = inTurn): RecordStore['commit'] {
  const insertEvidence = inserterOf('evidence', quirks, asking);
  const insertRecords = inserterOf('record', quirks, asking);
  const insertRefused = inserterOf('refused_attempt', quirks, asking);
  const insertLinks = inserterOf('link', quirks, asking);
  const insertDevices = inserterOf('device', quirks, asking);

  async function commitInstitution(tx: Transaction<Tables>, institutionId: number, batch: readonly CommitItem[], isNew: boolean): Promise<readonly CommitOutcome[]> {
    const [around, firstSeq] = await asking.all([() => readAround(tx, institutionId, batch, quirks, asking), () => takePlaces(tx, institutionId, batch.length)]);
    const asNew = isNew ? planCommit(batch, nothingKnown(), around, firstSeq) : undefined;
    const plan = asNew !== undefined && isAlone(asNew) ? asNew : planCommit(batch, await lookUp(tx, institutionId, batch), around, firstSeq);
    await write(tx, institutionId, plan);
    return plan.touched.deviceIds.length + plan.touched.places.length === 0 ? plan.outcomes : answerJudged(tx, institutionId, batch, plan, around);
  }

  async function write(tx: Transaction<Tables>, institutionId: number, plan: CommitPlan): Promise<void> {
    const [hasNewEvidence, hasNewRecords] = await asking.all([
      () => insertEvidence(tx, plan.evidence.map(rowOfEvidence)),
      () => insertRecords(tx, plan.newRecords.map((record) => rowOfRecord(institutionId, record))),
      // The link of an entry that was refused before is there already, with the first arrival.
      () => insertLinks(tx, plan.links),
      () => insertDevices(tx, plan.devices),
      () => insertRefused(tx, plan.refused),
      ...plan.contacts.map((contact) => () => keepContact(tx, contact)),
    ]);
    if (!hasNewEvidence || !hasNewRecords) throw new AlreadyStored();
  }

  function commitAll(batch: readonly CommitItem[], isNew: boolean) {
    return transact(async (tx) => {
      const outcomes = new Map<CommitItem, CommitOutcome>();
      for (const [institutionId, items] of Map.groupBy(batch, (item) => item.institutionId)) {
        const decided = await commitInstitution(tx, institutionId, items, isNew);
        if (items.length === batch.length) return decided;
        items.forEach((item, index) => outcomes.set(item, decided[index]!));
      }
      return batch.map((item) => outcomes.get(item)!);
    });
  }

  return async (batch) => {
    try {
      return await commitAll(batch, true);
    } catch (error) {
      if (!(error instanceof AlreadyStored)) throw error;
      return commitAll(batch, false);
    }
  };
}

/** Something of the batch is stored already. It leaves this file only as a bug. */
class AlreadyStored extends Error {}

/** Of the entries and students of a batch that is planned as if all of it were new. */
export function nothingKnown(): Known {
  return { evidence: new Map(), records: new Map(), kept: new Map() };
}

/** Whether it can be right without knowing what is stored of the entries and students that it names. */
function isAlone({ touched, outcomes }: CommitPlan): boolean {
  return touched.deviceIds.length + touched.places.length === 0 && outcomes.every(({ kind }) => kind !== 'revoked');
}

async function keepContact(tx: Transaction<Tables>, contact: ContactRow): Promise<void> {
  await tx
    .insertInto('contact')
    .values(contact)
    .onConflict((conflict) => conflict.columns(['institution_id', 'head']).doUpdateSet({ at_ms: contact.at_ms }))
    .execute();
}
