import type { DecisionView, DeskItem, EvidenceView } from '../protocol/desk-schemas.ts';
import type { ReplyOf } from '../protocol/endpoints.ts';
import { isJsonObject } from '../protocol/payload.ts';
import { printable, textTable } from './text-table.ts';

/** The desk for people: a line a student, and a line a refused scan. */
export function deskInWords({ items, refused, is_cut: isCut }: ReplyOf<'desk'>): string {
  if (items.length + refused.length === 0) return 'Nothing waits: everybody counts by themselves, and nothing was refused.';
  const waiting = items.map(itemInCells);
  const attempts = refused.map(({ at, student_id: student, reason, record_standing: standing, decision }) => [
    ...[at, printable(student ?? '?'), standing ?? 'no record', reason, decidedInWords(decision ?? null)],
  ]);
  return [
    ...(items.length === 0 ? [] : [textTable(['STUDENT', 'STANDING', 'SCANNED', 'WHY', 'DECIDED'], waiting)]),
    ...(refused.length === 0 ? [] : [textTable(['REFUSED AT', 'STUDENT', 'NOW', 'REASON', 'DECIDED'], attempts)]),
    ...(isCut ? ['Only 1,000 of each are listed.'] : []),
  ].join('\n\n');
}

function itemInCells({ record, evidence, decision }: DeskItem): readonly string[] {
  const standing = evidence.find((each) => each.is_standing);
  return [
    printable(record.student_id),
    `${record.attendance}, ${record.standing}`,
    standing === undefined ? '-' : intervalInWords(standing),
    record.reasons.join(', ') || record.grade,
    decidedInWords(decision),
  ];
}

function decidedInWords(decision: DecisionView | null): string {
  return decision === null ? '-' : `${decision.decision} by ${printable(decision.staff)}: "${printable(decision.note)}"`;
}

/** What is known of the instant at which it was made. */
function intervalInWords({ not_before: from, not_after: until }: EvidenceView): string {
  return `${from === null ? 'before' : `${from} -`} ${until.at} (${until.by})`;
}

export function decisionInWords({ record, decision }: ReplyOf<'decide'>): string {
  const now = record === null ? 'has no record' : `is ${record.attendance} (${record.grade}, ${record.standing})`;
  return `${record === null ? 'The student' : printable(record.student_id)} ${now}${decision === null ? '; no decision stands.' : `; ${decision.decision} stands, seq ${decision.seq}.`}`;
}

export function historyInWords({ changes, is_cut: isCut }: ReplyOf<'history'>): string {
  if (changes.length === 0) return 'Nothing was changed by hand or judged again.';
  const rows = changes.map(({ seq, at, staff, action, student_id: student, note, after }) => [at, String(seq), printable(staff), action, printable(student ?? screenOf(after) ?? '-'), note === null ? '' : `"${printable(note)}"`]);
  return textTable(['AT', 'SEQ', 'WHO', 'WHAT', 'OF', 'WHY'], rows) + (isCut ? '\nOnly the newest 1,000 are listed.' : '');
}

/** The screen on which a code was hidden or shown; undefined for a change of anything else. */
function screenOf(after: unknown): string | undefined {
  if (!isJsonObject(after) || typeof after['displayId'] !== 'string') return undefined;
  return typeof after['name'] === 'string' ? `screen ${after['name']}` : `screen ${after['displayId']}`;
}
