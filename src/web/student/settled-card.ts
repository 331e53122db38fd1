import type { Answer } from '../../client/offline/answer.ts';
import type { QueuedEntry } from '../../client/offline/ports.ts';
import { isRefusalCode } from '../../protocol/codes.ts';
import type { Receipt } from '../../protocol/schemas.ts';
import { enOutcomes } from '../ui/messages/en-outcomes.ts';
import { sendingLook, cardOfWaiting, type Circumstances, type OutcomeCard } from './outcome-card.ts';
import type { EntryNews } from './state.ts';

/** What became of scans. This file loads after the first button. */

const words = enOutcomes;

/** `news` is what the server said of the entry since it was answered. */
export function cardOfEntry(entry: QueuedEntry, isSending: boolean, around: Circumstances, news?: EntryNews): OutcomeCard {
  const { state } = entry;
  switch (state.kind) {
    case 'waiting':
      return cardOfWaiting(state.lastProblem, isSending, around);
    case 'recorded':
      return cardOfReceipt(news === undefined ? state.receipt : { ...state.receipt, ...asReceipt(news) }, around);
    case 'already_recorded':
      return alreadyCard(state.receivedAt, around);
    case 'refused': {
      const card = refusedCard(state, words.refusedScannedAt, around.times.clock(entry.scannedAtMs));
      return news?.standing === 'counted' ? { ...card, meaning: 'good', icon: 'check', word: words.repaired.word, sentence: words.repaired.sentence, actions: ['close', 'dismiss'] } : card;
    }
  }
}

/** A scan that this phone could not store; `answer` is null while the one attempt is under way. */
export function cardOfUnsaved(answer: Answer | null, around: Circumstances): OutcomeCard {
  if (answer === null) return { ...sendingLook, ...words.unsavedSending, actions: [] };
  if (answer.kind === 'recorded') return withNote(cardOfReceipt(answer.receipt, around), words.unsavedNote);
  if (answer.kind === 'already_recorded') return alreadyCard(answer.receivedAt, around);
  if (answer.kind === 'refused') return refusedCard(answer, (sentence) => sentence, '');
  return { meaning: 'bad', icon: 'cross', ...words.unsavedLost, actions: ['scan_again', 'close'] };
}

const looks = { present: ['good', 'check'], late: ['late', 'clock'], excused: ['neutral', 'check'], absent: ['bad', 'cross'] } as const;

function asReceipt({ attendance, grade, standing, reasons }: EntryNews): Partial<Receipt> {
  return { attendance, standing: standing as Receipt['standing'], grade: grade as Receipt['grade'], reasons: reasons as Receipt['reasons'] };
}

/** A newer server may use words that this page does not know yet: such a record is shown as one that waits for staff. */
function cardOfReceipt(receipt: Receipt, { times }: Circumstances): OutcomeCard {
  const actions = ['close', 'save_receipt'] as const;
  const { attendance, standing, course, check } = receipt;
  const time = times.clock(Date.parse(receipt.scanned_at));
  if (standing !== 'counted' || !Object.hasOwn(looks, attendance)) {
    const { word, sentence } = standing === 'provisional' ? words.provisional : words.held;
    return { meaning: 'wait', icon: 'hourglass', word, sentence: sentence(course, time), actions };
  }
  if (typeof check === 'number') return { meaning: 'good', icon: 'check', word: words[attendance].word, sentence: words.checked(course, check), actions };
  const [meaning, icon] = looks[attendance];
  const { word, sentence } = words[attendance];
  return { meaning, icon, word, sentence: sentence(course, `${time}, ${words.lateness(receipt.latency_seconds)}`), actions };
}

function alreadyCard(receivedAt: string | null, { times }: Circumstances): OutcomeCard {
  const { word, sentence, sentenceWithoutTime } = words.already;
  const said = receivedAt === null ? sentenceWithoutTime : sentence(times.clock(Date.parse(receivedAt)));
  return { meaning: 'good', icon: 'check', word, sentence: said, actions: ['close'] };
}

interface Refused {
  readonly code: string;
  readonly reason: string;
}

function refusedCard({ code, reason }: Refused, at: (sentence: string, time: string) => string, time: string): OutcomeCard {
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
