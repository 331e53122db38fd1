import type { DecisionView } from '../../../protocol/desk-schemas.ts';
import { deskEn } from '../../ui/messages/desk-en.ts';
import type { TimeWords } from '../../ui/times.ts';
import { instantText } from './interval-words.ts';

/** What staff decided, who, when and why. */
export function DecisionLine({ decision, startsAtMs, times }: { readonly decision: DecisionView; readonly startsAtMs: number; readonly times: TimeWords }) {
  return (
    <p class="row-decision">
      <strong>{deskEn.decidedWords[decision.decision]}</strong> {deskEn.decidedBy(decision.staff, instantText(Date.parse(decision.at), startsAtMs, times))}: “{decision.note}”
    </p>
  );
}
