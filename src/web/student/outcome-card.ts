import type { Messages } from '../ui/messages/en.ts';
import type { TimeWords } from '../ui/times.ts';

/** One outcome as it is shown: a colour, an icon, a word, a sentence and what can be done. Colour is never alone. */
export interface OutcomeCard {
  readonly meaning: Meaning;
  readonly icon: IconName;
  readonly word: string;
  readonly sentence: string;
  /** The first is the one that is wanted most. */
  readonly actions: readonly ActionName[];
}

export type Meaning = 'neutral' | 'action' | 'good' | 'late' | 'wait' | 'bad';
export type IconName = 'scan' | 'person' | 'sending' | 'check' | 'clock' | 'phone' | 'hourglass' | 'cross' | 'reload';
export type ActionName = 'scan' | 'scan_again' | 'type' | 'paste' | 'send_now' | 'carry' | 'save_receipt' | 'reload' | 'dismiss' | 'close';

/** What the words of an outcome depend on besides the entry. */
export interface Circumstances {
  readonly words: Messages;
  readonly times: TimeWords;
  readonly isOnline: boolean;
  /** Whether it opens and syncs without a network: false on plain HTTP. */
  readonly worksOffline: boolean;
}

/** A scan that waits for the server, in the words that a phone has before anything else is loaded. */
export function cardOfWaiting(lastProblem: string | null, isSending: boolean, { words, isOnline, worksOffline }: Circumstances): OutcomeCard {
  if (isSending) return { ...sendingLook, ...words.sending };
  const why = isOnline ? (lastProblem ?? words.problems.notYet) : words.problems.noNetwork;
  const sentence = (worksOffline ? words.queued : words.queuedPlain).sentence(why).replace('?.', '?');
  return { meaning: 'late', icon: 'phone', word: words.queued.word, sentence, actions: ['send_now', 'close'] };
}

export const sendingLook = { meaning: 'action', icon: 'sending', actions: ['close'] } as const;
