import { answerCheck, phoneFor, scanLive, scanOffline, usedLastWeek, type Behaviour } from './behaviour.ts';
import { hour, minute, type Lecture } from './lecture.ts';

/** From the sight of a code to a sealed entry: half of the students take less than 3 s, one in twenty more than 7 s. */
const handlingMs = ({ random }: Lecture) => random.logNormal(3_000, 0.5);
const goodNetworkMs = ({ random }: Lecture) => random.logNormal(300, 0.8);
/** A hall of phones behind two access points: half of the requests take less than 4 s, one in twenty more than 15 s. */
const slowNetworkMs = ({ random }: Lecture) => random.logNormal(4_000, 0.8);

function live(name: string, networkMs: (lecture: Lecture) => number): Behaviour {
  return {
    ...{ name, isHonest: true, seats: 200 },
    play(lecture, { place, student }) {
      const phone = phoneFor(lecture);
      const takesMs = () => handlingMs(lecture) + networkMs(lecture);
      scanLive(lecture, { phone, student, seenMs: place * 10 * minute, takesMs, tries: 3 });
      answerCheck(lecture, { phone, student, takesMs });
      return [student];
    },
  };
}

interface Silence {
  readonly name: string;
  readonly codes: 1 | 2;
  readonly way?: 'carried' | 'staff_scan';
  /** From the scan to the server. */
  readonly silentMs: (lecture: Lecture, seenMs: number) => number;
}

function silent({ name, codes, way, silentMs }: Silence): Behaviour {
  return {
    ...{ name, isHonest: true, seats: 100 },
    play(lecture, { place, student }) {
      const seenMs = place * 8 * minute;
      scanOffline(lecture, { phone: phoneFor(lecture), student, seenMs, codes, arrivesMs: seenMs + silentMs(lecture, seenMs), ...(way === undefined ? {} : { way }) });
      return [student];
    },
  };
}

const minutes = ({ random }: Lecture) => random.between(1 * minute, 11 * minute);
const hours = ({ random }: Lecture) => random.between(1 * hour, 20 * hour);
const days = ({ random }: Lecture) => random.between(30 * hour, 96 * hour);

export const honestBehaviours: readonly Behaviour[] = [
  live('in the hall', goodNetworkMs),
  live('in the hall, slow network', slowNetworkMs),
  silent({ name: 'silent for minutes, two codes', codes: 2, silentMs: minutes }),
  silent({ name: 'silent for minutes, one code', codes: 1, silentMs: minutes }),
  silent({ name: 'silent for hours, two codes', codes: 2, silentMs: hours }),
  silent({ name: 'silent for days, two codes', codes: 2, silentMs: days }),
  silent({ name: 'silent, carried by a classmate', codes: 2, way: 'carried', silentMs: ({ random }) => random.between(30_000, 5 * minute) }),
  silent({ name: 'silent, scanned by staff', codes: 1, way: 'staff_scan', silentMs: (_, seenMs) => 19 * minute - seenMs }),
  {
    ...{ name: 'silent for days, heard of at the end', isHonest: true, seats: 100 },
    // The request that tells the end of the chain gets through; the one with the entry does not until days later.
    play(lecture, { place, student }) {
      const seenMs = place * 8 * minute;
      const phone = phoneFor(lecture);
      scanOffline(lecture, { phone, student, seenMs, codes: 2, arrivesMs: seenMs + days(lecture) });
      lecture.at(19 * minute, () => lecture.tellHead(phone));
      return [student];
    },
  },
  {
    ...{ name: 'a guest on a classmate’s phone, said so', isHonest: true, seats: 60 },
    play(lecture, { place, student }) {
      const phone = phoneFor(lecture);
      const takesMs = () => handlingMs(lecture) + goodNetworkMs(lecture);
      scanLive(lecture, { phone, student: `${student}-owner`, seenMs: place * 8 * minute, takesMs, tries: 3 });
      scanLive(lecture, { phone, student, seenMs: (place * 8 + 1) * minute, takesMs, guest: true, tries: 3 });
      return [student];
    },
  },
  {
    ...{ name: 'on a second key (browser and installed app)', isHonest: true, seats: 60 },
    play(lecture, { place, student }) {
      const phone = phoneFor(lecture);
      usedLastWeek(lecture, phoneFor(lecture), student, place * 8 * minute);
      const takesMs = () => handlingMs(lecture) + goodNetworkMs(lecture);
      scanLive(lecture, { phone, student, seenMs: place * 10 * minute, takesMs, tries: 3 });
      answerCheck(lecture, { phone, student, takesMs });
      return [student];
    },
  },
];
