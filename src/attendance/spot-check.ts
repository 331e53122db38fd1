import { hex, utf8 } from '../protocol/bytes.ts';
import { studentKeyOf } from '../protocol/student-number.ts';
import type { Crypto } from './ports.ts';

/** How many of those who are counted to call up, so that phantoms (counted and not there) are met with a wished chance. */
export interface SpotCheckSize {
  /** How many of the counted would be phantoms: the share, rounded down, at least one. */
  readonly phantoms: number;
  readonly check: number;
  /** The chance that this many students contain at least one phantom: the wished one or a little more. */
  readonly chance: number;
}

/**
 * Drawn without replacement, so the chance of meeting none of K phantoms among N with n checks is C(N − K, n) / C(N, n); the
 * smallest n that leaves at most 1 − `chance` of it. `share` and `chance` lie in (0, 1].
 */
export function spotCheckSize(counted: number, share: number, chance: number): SpotCheckSize {
  if (counted === 0) return { phantoms: 0, check: 0, chance: 0 };
  // The product of a share such as 0.29 and 100 may fall a hair below the whole number that it means.
  const phantoms = Math.max(1, Math.floor(share * counted + 1e-9));
  // A hair more than allowed is the error of the multiplication; for certainty only 0 will do, which no multiplication may round to.
  const mayMissAll = (1 - chance) * (1 + 1e-9);
  const checksForCertainty = counted - phantoms + 1;
  let missesAll = 1;
  let check = 0;
  while (check < checksForCertainty && (missesAll > mayMissAll || chance === 1)) {
    missesAll *= (counted - phantoms - check) / (counted - check);
    check++;
  }
  return { phantoms, check, chance: 1 - missesAll };
}

/**
 * As many students as asked for, in an order that the seed alone decides: by SHA-256 of seed, colon and the number as it is
 * compared. The same seed gives the same list again, whatever order the students come in, and one more student moves nobody else.
 */
export function drawStudents(students: readonly string[], count: number, seed: string, { sha256 }: Pick<Crypto, 'sha256'>): readonly string[] {
  const lots = students.map((student) => ({ student, lot: hex(sha256(utf8(`${seed}:${studentKeyOf(student)}`))) }));
  return lots
    .sort((left, right) => (left.lot < right.lot ? -1 : 1))
    .slice(0, count)
    .map(({ student }) => student);
}
