import { budgetMinutes } from '../../src/attendance/typed-tries.ts';
import { crockford } from '../../src/protocol/crockford.ts';
import { sealAt } from './behaviour.ts';
import { durationMinutes, minute, startsAtMs, type Lecture } from './lecture.ts';
import { makePhone, type Phone } from './phone.ts';
import type { CoursePolicy } from './policies.ts';

/** What guessing typed codes for a whole lecture comes to. */
export interface Guesses {
  readonly policy: CoursePolicy['name'];
  /** Twenty phones, each as fast as it may. */
  readonly patient: Guessed;
  /** One program that makes a new key and a new number for each guess, ten a second for half a minute. */
  readonly with_new_keys: Guessed;
}

export interface Guessed {
  readonly sent: number;
  /** Of which the server compared with a code. */
  readonly looked_at: number;
  readonly hits: number;
  /** Guesses times the two codes that are good at a time, of 2^40. */
  readonly formula_hits: number;
  /** Wrong codes within the last minutes when it ended; from 200 on staff are told. */
  readonly wrong_lately: number;
}

const goodAtATime = 2;

export async function guessTyped(lecture: Lecture): Promise<Guesses> {
  const patient = counter();
  for (let phone = 0; phone < 20; phone++) guessOn(lecture, makePhone(lecture.random), `G-${phone}`, phone * 50, patient.count);
  await lecture.run();
  const afterPatient = patient.result(lecture.typedTries.wrongLately(startsAtMs + durationMinutes * minute));

  const hasty = counter();
  for (let guess = 0; guess < 300; guess++) {
    lecture.at(minute + guess * 100, async () => hasty.count((await guessOnce(lecture, makePhone(lecture.random), `H-${guess}`, minute)).outcome));
  }
  await lecture.run();
  return { policy: lecture.policy.name, patient: afterPatient, with_new_keys: hasty.result(lecture.typedTries.wrongLately(startsAtMs + 2 * minute)) };
}

type Outcome = 'hit' | 'wrong' | 'not_looked_at';

/** Guesses, waits as long as it is told to, and guesses again until the lecture is over. */
function guessOn(lecture: Lecture, phone: Phone, student: string, atMs: number, count: (outcome: Outcome) => void): void {
  if (atMs >= durationMinutes * minute) return;
  lecture.at(atMs, async () => {
    const { outcome, waitMs } = await guessOnce(lecture, phone, student, atMs);
    count(outcome);
    guessOn(lecture, phone, student, atMs + Math.max(1_000, waitMs), count);
  });
}

async function guessOnce(lecture: Lecture, phone: Phone, student: string, atMs: number): Promise<{ readonly outcome: Outcome; readonly waitMs: number }> {
  const guess = crockford.encode(lecture.random.bytes(5));
  const answer = await lecture.submit(sealAt(phone, atMs, { student, codes: [guess] }));
  if (answer.ok) return { outcome: 'hit', waitMs: 0 };
  const isLimited = answer.failure.refusal.code === 'rate_limited';
  return { outcome: isLimited ? 'not_looked_at' : 'wrong', waitMs: answer.failure.retryAfterMs ?? 0 };
}

function counter() {
  const seen: Record<Outcome, number> = { hit: 0, wrong: 0, not_looked_at: 0 };
  return {
    count: (outcome: Outcome) => void seen[outcome]++,
    result(wrongLately: number): Guessed {
      const looked = seen.hit + seen.wrong;
      return { sent: looked + seen.not_looked_at, looked_at: looked, hits: seen.hit, formula_hits: (looked * goodAtATime) / 2 ** 40, wrong_lately: wrongLately };
    },
  };
}

/** Over which `wrong_lately` counts. */
export const guessWindowMinutes = budgetMinutes;
