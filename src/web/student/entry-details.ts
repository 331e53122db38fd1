import type { QueuedEntry } from '../../client/offline/ports.ts';
import { parseUtf8 } from '../../protocol/bytes.ts';
import { parseJsonObject } from '../../protocol/payload.ts';
import type { Receipt } from '../../protocol/schemas.ts';
import { enOutcomes } from '../ui/messages/en-outcomes.ts';
import type { Messages } from '../ui/messages/en.ts';
import type { TimeWords } from '../ui/times.ts';
import type { EntryNews } from './state.ts';

export type Detail = readonly [label: string, value: string];

/** All that is known about an entry, so that a student can show it to staff. */
export function detailsOf(entry: QueuedEntry, news: EntryNews | undefined, { problems }: Messages, times: TimeWords): readonly Detail[] {
  const { details, queue, codes } = enOutcomes;
  const { state } = entry;
  const own: Detail[] = [
    [details.student, entry.studentId],
    [details.scanned, times.day(entry.scannedAtMs)],
    [codes.label, hasTwoCodes(entry) ? codes.two : codes.one],
  ];
  if (entry.entryId !== null) own.push([details.entry, entry.entryId]);
  switch (state.kind) {
    case 'waiting':
      return [...own, [details.reason, `${state.lastProblem ?? problems.notYet} (${queue.attempts(state.attempts)})`]];
    case 'refused':
      return [...own, [details.reason, `${state.reason} (${state.code})`]];
    case 'already_recorded':
      return own;
    case 'recorded':
      return [...own, ...detailsOfReceipt(news === undefined ? state.receipt : { ...state.receipt, ...news }, times)];
  }
}

/** Whether the phone was lent for it. */
export function isGuest(entry: QueuedEntry): boolean {
  return fieldsOf(entry)['guest'] === true;
}

function hasTwoCodes(entry: QueuedEntry): boolean {
  const { codes } = fieldsOf(entry);
  return Array.isArray(codes) && codes.length === 2;
}

/** This phone made them, so they are read and not judged: the strict reader stays out of the first load. */
function fieldsOf({ bytes }: QueuedEntry): Readonly<Record<string, unknown>> {
  return parseJsonObject(parseUtf8(bytes) ?? '') ?? {};
}

function detailsOfReceipt(receipt: Omit<Receipt, 'grade' | 'reasons' | 'standing'> & Graded, times: TimeWords): readonly Detail[] {
  const { details } = enOutcomes;
  return [
    [details.course, receipt.course],
    [details.received, times.day(Date.parse(receipt.received_at))],
    [details.latency, details.seconds(receipt.latency_seconds)],
    ...(receipt.code_age_seconds === null ? [] : [[details.codeAge, details.seconds(receipt.code_age_seconds)] as const]),
    [details.grade, sayEvidence(receipt)],
    [details.request, receipt.request_id],
  ];
}

interface Graded {
  readonly grade: string;
  readonly reasons: readonly string[];
}

/** A newer server's words are shown as they came. */
export function sayEvidence({ grade, reasons }: Graded): string {
  const gradeWords: Readonly<Record<string, string>> = enOutcomes.grades;
  const reasonWords: Readonly<Record<string, string>> = enOutcomes.reasons;
  return [gradeWords[grade] ?? grade, ...reasons.map((reason) => reasonWords[reason] ?? reason)].join('; ');
}
