import type { Answer } from '../../client/offline/answer.ts';
import type { QueuedEntry } from '../../client/offline/ports.ts';
import { isRefusalCode } from '../../protocol/codes.ts';
import type { Receipt } from '../../protocol/schemas.ts';
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
export type ActionName = 'scan' | 'scan_again' | 'type' | 'paste' | 'send_now' | 'save_receipt' | 'reload' | 'dismiss' | 'close';

/** What the words of an outcome depend on besides the entry. */
export interface Circumstances {
  readonly words: Messages;
  readonly times: TimeWords;
  readonly isOnline: boolean;
  /** Whether it opens and syncs without a network: false on plain HTTP. */
  readonly worksOffline: boolean;
}

export function cardOfEntry(entry: QueuedEntry, isSending: boolean, around: Circumstances): OutcomeCard {
  const { words, times } = around;
  switch (entry.state.kind) {
    case 'waiting':
      return isSending ? { ...sendingCard, ...words.sending } : queuedCard(entry.state.lastProblem, around);
    case 'recorded':
      return cardOfReceipt(entry.state.receipt, around);
    case 'already_recorded':
      return alreadyCard(entry.state.receivedAt, around);
    case 'refused':
      return refusedCard(entry.state, words.refusedScannedAt, times.clock(entry.scannedAtMs), words);
  }
}

/** A scan that this phone could not store; `answer` is null while the one attempt is under way. */
export function cardOfUnsaved(answer: Answer | null, around: Circumstances): OutcomeCard {
  const { words } = around;
  if (answer === null) return { ...sendingCard, ...words.unsavedSending, actions: [] };
  if (answer.kind === 'recorded') return withNote(cardOfReceipt(answer.receipt, around), words.unsavedNote);
  if (answer.kind === 'already_recorded') return alreadyCard(answer.receivedAt, around);
  if (answer.kind === 'refused') return refusedCard(answer, (sentence) => sentence, '', words);
  return { meaning: 'bad', icon: 'cross', ...words.unsavedLost, actions: ['scan_again', 'close'] };
}

const sendingCard = { meaning: 'action', icon: 'sending', actions: ['close'] } as const;

function queuedCard(lastProblem: string | null, { words, isOnline, worksOffline }: Circumstances): OutcomeCard {
  const why = isOnline ? (lastProblem ?? words.problems.notYet) : words.problems.noNetwork;
  const sentence = (worksOffline ? words.queued : words.queuedPlain).sentence(why).replace('?.', '?');
  return { meaning: 'late', icon: 'phone', word: words.queued.word, sentence, actions: ['send_now', 'close'] };
}

const looks = { present: ['good', 'check'], late: ['late', 'clock'], excused: ['neutral', 'check'], absent: ['bad', 'cross'] } as const;

/** A newer server may use words that this page does not know yet: such a record is shown as one that waits for staff. */
function cardOfReceipt(receipt: Receipt, { words, times }: Circumstances): OutcomeCard {
  const actions = ['close', 'save_receipt'] as const;
  const { attendance, standing, course } = receipt;
  const time = times.clock(Date.parse(receipt.scanned_at));
  if (standing !== 'counted' || !Object.hasOwn(looks, attendance)) {
    const { word, sentence } = standing === 'provisional' ? words.provisional : words.held;
    return { meaning: 'wait', icon: 'hourglass', word, sentence: sentence(course, time), actions };
  }
  const [meaning, icon] = looks[attendance];
  const { word, sentence } = words[attendance];
  return { meaning, icon, word, sentence: sentence(course, `${time}, ${words.lateness(receipt.latency_seconds)}`), actions };
}

function alreadyCard(receivedAt: string | null, { words, times }: Circumstances): OutcomeCard {
  const { word, sentence, sentenceWithoutTime } = words.already;
  const said = receivedAt === null ? sentenceWithoutTime : sentence(times.clock(Date.parse(receivedAt)));
  return { meaning: 'good', icon: 'check', word, sentence: said, actions: ['close'] };
}

interface Refused {
  readonly code: string;
  readonly reason: string;
}

function refusedCard({ code, reason }: Refused, at: (sentence: string, time: string) => string, time: string, words: Messages): OutcomeCard {
  const look = { meaning: 'bad', icon: 'cross' } as const;
  if (!isRefusalCode(code)) {
    return { ...look, word: words.refusedUnknown.word, sentence: at(words.refusedUnknown.sentence(reason), time), actions: ['scan_again', 'dismiss'] };
  }
  const { word, sentence, next } = words.refused[code];
  const first = ({ scan_again: ['scan_again', 'type'], reload: ['reload'], tell_staff: ['close'], wait: ['close'], sign_in: ['close'] } as const)[next];
  return { ...look, word, sentence: at(sentence, time), actions: [...first, 'dismiss'] };
}

function withNote(card: OutcomeCard, note: string): OutcomeCard {
  return { ...card, sentence: `${card.sentence} ${note}` };
}
