import type { Transaction } from 'kysely';
import { checkOf, compareWorth } from '../../attendance/facts.ts';
import type { CommitItem } from '../../attendance/ports.ts';
import type { CommitOutcome, Evidence, StoredRecord } from '../../attendance/record.ts';
import { equalInConstantTime } from '../../protocol/bytes.ts';
import { entryKey, type CommitPlan } from './plan.ts';
import type { Around } from './around.ts';
import { placeKey } from '../judging/ask-in-parts.ts';
import { reassessAll, type Reassessment } from '../judging/reassess.ts';
import { rowOfEvidence } from '../rows/evidence-row.ts';
import type { Tables } from '../tables.ts';

/**
 * Judges again what a batch touched and answers the batch by it. What arrives beside a record is accepted where it answers a
 * check, or where it betters the record so that this rests on it now; else its student reads that there is a record.
 */
export async function answerJudged(
  tx: Transaction<Tables>,
  institutionId: number,
  batch: readonly CommitItem[],
  plan: CommitPlan,
  around: Around,
): Promise<readonly CommitOutcome[]> {
  const atMs = batch.reduce((latest, item) => Math.max(latest, item.kind === 'evidence' ? item.receivedAtMs : item.atMs), -Infinity);
  const now = await reassessAll(tx, institutionId, plan.touched, { staffName: 'evidence', atMs });
  const answered = new Map(plan.evidence.map((item) => [entryKey(item.entryId), answeredNow(item, plan, around, now)]));
  for (const item of plan.evidence) await keepAnswer(tx, item, answered.get(entryKey(item.entryId))!);

  return plan.outcomes.map((outcome, index) => {
    const item = batch[index]!;
    if (item.kind !== 'evidence' || outcome.kind === 'noted' || outcome.kind === 'revoked') return outcome;
    const evidence = answered.get(entryKey(item.entryId));
    if (outcome.kind === 'replayed') return evidence === undefined ? outcome : { ...outcome, evidence };
    const record = now.records.get(placeKey(item)) ?? outcome.record;
    return outcome.kind === 'stored' && evidence?.answered === 'accepted' ? { kind: 'stored', record, evidence } : { kind: 'duplicate', record };
  });
}

function answeredNow(item: Evidence, plan: CommitPlan, around: Around, now: Reassessment): Evidence {
  const judgement = now.judged.get(entryKey(item.entryId))?.judgement;
  const session = around.sessions.get(item.sessionId);
  const beside = plan.further.get(entryKey(item.entryId));
  const isAccepted = beside === undefined || betters(item, beside, now) || (session !== undefined && checkOf(session, item) !== null);
  return judgement === undefined && isAccepted ? item : { ...item, ...judgement, answered: isAccepted ? 'accepted' : 'duplicate' };
}

/** Of two that are worth the same the record rests on either, and only who came first is accepted. */
function betters(item: Evidence, beside: StoredRecord, { records, judged }: Reassessment): boolean {
  if (!restsOn(records.get(placeKey(item)), item)) return false;
  const [own, before] = [item.entryId, beside.entryId].map((id) => (id === null ? undefined : judged.get(entryKey(id))));
  return own === undefined || before === undefined || compareWorth(own, before) < 0;
}

function restsOn(record: StoredRecord | undefined, { entryId }: Evidence): boolean {
  return record !== undefined && record.grade !== 'manual' && record.entryId !== null && equalInConstantTime(record.entryId, entryId);
}

/** What is stored with the evidence is what its student was answered. */
async function keepAnswer(tx: Transaction<Tables>, before: Evidence, after: Evidence): Promise<void> {
  const { grade, reasons, status, scanned_at_ms, latency_ms, code_age_ms, answered } = rowOfEvidence(after);
  if (before === after || (grade === before.grade && reasons === rowOfEvidence(before).reasons && status === before.status && answered === before.answered)) return;
  await tx
    .updateTable('evidence')
    .set({ grade, reasons, status, scanned_at_ms, latency_ms, code_age_ms, answered })
    .where('institution_id', '=', after.institutionId)
    .where('session_id', '=', after.sessionId)
    .where('student_key', '=', after.studentKey)
    .where('entry_id', '=', after.entryId)
    .execute();
}
