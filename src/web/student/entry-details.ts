import type { QueuedEntry } from '../../client/offline/ports.ts';
import type { Receipt } from '../../protocol/schemas.ts';
import type { Messages } from '../ui/messages/en.ts';
import type { TimeWords } from '../ui/times.ts';

export type Detail = readonly [label: string, value: string];

/** All that is known about an entry, so that a student can show it to staff. */
export function detailsOf(entry: QueuedEntry, words: Messages, times: TimeWords): readonly Detail[] {
  const { details, queue } = words;
  const { state } = entry;
  const own: Detail[] = [
    [details.student, entry.studentId],
    [details.scanned, times.day(entry.scannedAtMs)],
  ];
  if (entry.entryId !== null) own.push([details.entry, entry.entryId]);
  switch (state.kind) {
    case 'waiting':
      return [...own, [details.reason, `${state.lastProblem ?? words.problems.notYet} (${queue.attempts(state.attempts)})`]];
    case 'refused':
      return [...own, [details.reason, `${state.reason} (${state.code})`]];
    case 'already_recorded':
      return own;
    case 'recorded':
      return [...own, ...detailsOfReceipt(state.receipt, words, times)];
  }
}

function detailsOfReceipt(receipt: Receipt, words: Messages, times: TimeWords): readonly Detail[] {
  const { details } = words;
  const why = receipt.reasons.map((reason) => words.reasons[reason] ?? reason);
  return [
    [details.course, receipt.course],
    [details.received, times.day(Date.parse(receipt.received_at))],
    [details.latency, details.seconds(receipt.latency_seconds)],
    ...(receipt.code_age_seconds === null ? [] : [[details.codeAge, details.seconds(receipt.code_age_seconds)] as const]),
    [details.grade, [words.grades[receipt.grade] ?? receipt.grade, ...why].join('; ')],
    [details.request, receipt.request_id],
  ];
}
