import { standingOfGrade, type Grade } from '../../../protocol/words.ts';
import type { Tone } from '../../ui/badge.tsx';
import { staffCarryEn } from '../../ui/messages/staff-carry-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import type { TakenState } from './taken-scans.ts';

export interface TakenWords {
  readonly tone: Tone;
  readonly student: string;
  readonly word: string;
  /** Empty where the word says all. */
  readonly sentence: string;
}

const words = staffCarryEn;
const tones = { accepted: 'good', duplicate: 'neutral', refused: 'late' } as const;

/** What became of a scan, for staff. */
export function wordsOfTaken(state: TakenState): TakenWords {
  switch (state.kind) {
    case 'sending':
      return { tone: 'action', student: words.unknownStudent, word: words.words.sending, sentence: '' };
    case 'unsent':
      return { tone: 'late', student: words.unknownStudent, word: words.words.unsent, sentence: words.unsent };
    case 'not_taken':
      return { tone: 'bad', student: words.unknownStudent, word: words.words.not_taken, sentence: whyNotTaken(state.failure) };
    case 'answered': {
      const { student_id: student, outcome, code, reason, grade } = state.reply;
      const sentence = outcome === 'refused' || !isGrade(grade) ? staffEn.attemptOf({ code, reason }) : staffEn.gradeSentences[grade];
      return { tone: tones[outcome], student, word: words.words[outcome], sentence };
    }
  }
}

function whyNotTaken({ code, field, reason }: Extract<TakenState, { readonly kind: 'not_taken' }>['failure']): string {
  if (code === 'malformed' && field === 'session') return words.otherSession;
  return code === 'malformed' || code === 'bad_encoding' ? words.notOpened : staffEn.attemptOf({ code, reason });
}

/** A newer server may know grades that this page does not. */
function isGrade(grade: string | null): grade is Grade {
  return grade !== null && Object.hasOwn(standingOfGrade, grade);
}
