import type { NoProof } from '../client/check-receipt.ts';
import type { RecordNow } from '../client/receipt-now.ts';
import type { ShownContent, ShownState } from '../protocol/signed-receipt.ts';
import { printable } from './text-table.ts';

/** What a genuine receipt says, a line each. `now` is undefined where no server was asked. */
export function receiptInWords(content: ShownContent, keyId: string, now: RecordNow | undefined): string {
  const { attendance_now: then } = content;
  const rows: readonly (readonly [string, string])[] = [
    ['Student', content.student_id],
    ['Course', content.course],
    ['Session', content.session_id],
    ['Recorded', stateInWords(content)],
    ['Reasons', content.reasons.length === 0 ? '-' : content.reasons.join(', ')],
    ['Scanned', content.scanned_at],
    ['Received', content.received_at],
    ['Latency', `${content.latency_seconds} s after the start`],
    ['Entry', content.entry_id],
    ['Server', content.server ?? '-'],
    ['Issued', content.issued_at],
    ['Key', keyId],
    ...(then === null ? [] : [['Changed to', `${stateInWords(then)}, as of ${content.issued_at}`] as const]),
    ...(now === undefined ? [] : [['Now', nowInWords(now)] as const]),
  ];
  return rows.map(([label, value]) => `    ${label.padEnd(10)}  ${printable(value)}`).join('\n');
}

function nowInWords(now: RecordNow): string {
  if (now.kind === 'gone') return 'the server does not have this record any more';
  return now.kind === 'known' ? `${now.isAsAnswered ? 'the same' : stateInWords(now.state)}, as of ${now.at}` : 'the server did not say';
}

/** Null where no server was asked. */
export function nowAsJson(now: RecordNow | undefined): object | null {
  if (now === undefined) return null;
  if (now.kind !== 'known') return { said: now.kind };
  const { attendance, grade, standing } = now.state;
  return { said: 'known', as_answered: now.isAsAnswered, attendance, grade, standing, at: now.at };
}

function stateInWords({ attendance, grade, standing }: ShownState): string {
  return `${attendance}, ${grade}, ${standing}`;
}

/** Why a file proves nothing, and what to do about it. `keyId` is the key that it was checked with. */
export function noProofInWords(failure: NoProof, keyId: string): string {
  switch (failure.why) {
    case 'unreadable':
      return 'this is no signed receipt. An unsigned one, a picture or a print proves nothing; ask for the file that the student saved.';
    case 'forged':
      return 'the signature does not hold: this file was changed, or this server did not make it. It proves nothing.';
    case 'newer':
      return 'this server signed it, in a form that this program does not know. Check it with a newer one.';
    case 'other_key': {
      const named = failure.claimedServer === null ? '' : ` It names ${printable(failure.claimedServer)}; only if you trust that server, check it there.`;
      return `it was signed with the key ${failure.keyId}, and this server's is ${keyId}.${named}`;
    }
  }
}
