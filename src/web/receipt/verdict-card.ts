import type { RecordNow } from '../../client/receipt-now.ts';
import type { ShownContent } from '../../protocol/signed-receipt.ts';
import type { ReceiptMessages } from '../ui/messages/receipt-en.ts';
import type { Verdict } from './check.ts';

/** A verdict as it is shown. The word carries the meaning and the colour repeats it. */
export interface VerdictCard {
  readonly tone: 'good' | 'bad' | 'late';
  readonly word: string;
  readonly sentence: string;
  /** What became of the record after the entry was answered. */
  readonly change: string | undefined;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

/** An instant in full, with its year and its zone. */
export type InstantWords = (iso: string) => string;

export function cardOfVerdict(verdict: Verdict, words: ReceiptMessages, instant: InstantWords): VerdictCard {
  switch (verdict.kind) {
    case 'genuine':
      return genuineCard(verdict, words, instant);
    case 'cannot_check':
      return { tone: 'late', ...(verdict.why === 'insecure' ? words.cannot.insecure : words.cannot.noKey), change: undefined, rows: [] };
    case 'no_proof': {
      const { failure } = verdict;
      if (failure.why !== 'other_key') return { tone: failure.why === 'newer' ? 'late' : 'bad', ...words.noProof[failure.why], change: undefined, rows: [] };
      const { word, sentence, claims } = words.noProof.otherKey;
      const said = failure.claimedServer === null ? sentence : `${sentence} ${claims(failure.claimedServer)}`;
      return { tone: 'bad', word, sentence: said, change: undefined, rows: [[words.rows.key, failure.keyId]] };
    }
  }
}

function genuineCard({ content, keyId, now }: Extract<Verdict, { kind: 'genuine' }>, words: ReceiptMessages, instant: InstantWords): VerdictCard {
  const { rows, statuses, standings, grades, reasons } = words;
  const status = wordOf(statuses, content.attendance);
  const standing = wordOf(standings, content.standing);
  const state = content.standing === 'counted' ? status : words.genuine.waiting(status, standing);
  const evidence = [wordOf(grades, content.grade), ...content.reasons.map((reason) => wordOf(reasons, reason))];
  return {
    tone: 'good',
    word: words.genuine.word,
    sentence: words.genuine.sentence(content.student_id, state, content.course),
    change: changeOf(content, now, words, instant),
    rows: [
      [rows.student, content.student_id],
      [rows.course, content.course],
      [rows.attendance, status],
      [rows.standing, standing],
      [rows.evidence, evidence.join('; ')],
      [rows.scanned, instant(content.scanned_at)],
      [rows.received, instant(content.received_at)],
      [rows.latency, words.seconds(content.latency_seconds)],
      ...(content.server === null ? [] : [[rows.server, content.server] as const]),
      [rows.issued, instant(content.issued_at)],
      [rows.session, content.session_id],
      [rows.entry, content.entry_id],
      [rows.key, keyId],
    ],
  };
}

/** The server's own word of now; where it does not answer, what the receipt says of the instant that it was issued at. */
function changeOf(content: ShownContent, now: RecordNow, words: ReceiptMessages, instant: InstantWords): string | undefined {
  if (now.kind === 'gone') return words.gone;
  const isKnown = now.kind === 'known';
  const state = isKnown ? (now.isAsAnswered ? null : now.state) : content.attendance_now;
  if (state === null) return isKnown ? undefined : words.notAnswered;
  const { statuses, standings, changed } = words;
  return changed(wordOf(statuses, state.attendance), wordOf(standings, state.standing), instant(isKnown ? now.at : content.issued_at));
}

/** A newer server's word is shown as it is. */
function wordOf(words: Readonly<Record<string, string>>, name: string): string {
  return (Object.hasOwn(words, name) ? words[name] : undefined) ?? name;
}
