import { phoneFor, scanLive, scanOffline, sealAt, usedLastWeek, type Behaviour, type Seat } from './behaviour.ts';
import { durationMinutes, hour, minute, type Lecture } from './lecture.ts';

const closesMs = durationMinutes * minute;
const quick = () => 3_000;
const friends = [1, 2, 3, 4, 5];

function attack(name: string, play: Behaviour['play'], more: Partial<Behaviour> = {}): Behaviour {
  return { name, isHonest: false, seats: 60, play, ...more };
}

/** A friend sends pictures; the absent student's own phone says that it had been offline. */
function excuse(name: string, codes: 1 | 2, arrivesMs: (lecture: Lecture, seenMs: number) => number, wallErrorMs?: (lecture: Lecture) => number): Behaviour {
  return attack(name, (lecture, { place, student }) => {
    const seenMs = place * 8 * minute;
    const wall = wallErrorMs === undefined ? {} : { wall: lecture.session.startsAtMs + wallErrorMs(lecture) };
    scanOffline(lecture, { phone: phoneFor(lecture), student, seenMs, codes, arrivesMs: arrivesMs(lecture, seenMs), ...wall });
    return [student];
  });
}

/** Five numbers on one phone. */
function onePhone(name: string, changes: { readonly guest?: true; readonly isFresh?: true }): Behaviour {
  return attack(name, (lecture, { index, place, student }) => {
    const shared = phoneFor(lecture);
    const ofFriends = friends.map((friend) => `${student}-${friend}`);
    scanLive(lecture, { phone: shared, student, seenMs: place * 8 * minute, takesMs: quick, tries: 1 });
    for (const [order, friend] of ofFriends.entries()) {
      if (changes.isFresh) usedLastWeek(lecture, phoneFor(lecture), friend, (index % 8) * minute);
      const phone = changes.isFresh ? phoneFor(lecture) : shared;
      scanLive(lecture, { phone, student: friend, seenMs: place * 8 * minute + (order + 1) * 15_000, takesMs: quick, tries: 1, ...(changes.guest ? { guest: true } : {}) });
    }
    return ofFriends;
  });
}

/** A friend in the hall with a new key for somebody who has two. */
function thirdKey(name: string, guest: { readonly guest?: true }): Behaviour {
  return attack(name, (lecture, { place, student }) => {
    for (const at of [1, 2]) usedLastWeek(lecture, phoneFor(lecture), student, at * minute);
    scanLive(lecture, { phone: phoneFor(lecture), student, seenMs: place * 8 * minute, takesMs: quick, tries: 1, ...guest });
    return [student];
  });
}

/** A code of the blank screen, made with the keys that leaked, at once. */
function leaked(name: string, blank: Behaviour['blank']): Behaviour {
  const fromMs = blank?.fromMs ?? 5 * minute;
  return attack(
    name,
    (lecture, { place, student }) => {
      scanLive(lecture, { phone: phoneFor(lecture), student, seenMs: fromMs + 30_000 + place * minute, takesMs: () => 500, tries: 1 });
      return [student];
    },
    { blank: blank ?? { fromMs: 0, untilMs: 0 } },
  );
}

function live(lecture: Lecture, { student }: Seat, code: string, arrivesMs: number, wallErrorMs: number): void {
  const phone = phoneFor(lecture);
  lecture.at(arrivesMs, () => lecture.submit(sealAt(phone, arrivesMs, { student, codes: [code], wall: lecture.session.startsAtMs + arrivesMs + wallErrorMs })));
}

export const attackBehaviours: readonly Behaviour[] = [
  attack(
    'bot: one picture to 20 phones within 1 s',
    (lecture, { index, student }) => {
      const epochMs = lecture.policy.rotationSeconds * 1_000;
      const shownMs = Math.floor(((index + 0.5) * minute) / epochMs) * epochMs;
      const students = Array.from({ length: 20 }, (_, each) => `${student}-${each}`);
      for (const each of students) scanLive(lecture, { phone: phoneFor(lecture), student: each, seenMs: shownMs, takesMs: () => lecture.random.between(50, 1_000), tries: 1 });
      return students;
    },
    { seats: 8 },
  ),
  attack('an old code, sent live', (lecture, seat) => {
    const seenMs = seat.place * 8 * minute;
    live(lecture, seat, lecture.codeAt(seenMs), seenMs + lecture.random.between(20_000, 5 * minute), 0);
    return [seat.student];
  }),
  attack('an old code, sent live, the clock set back to it', (lecture, seat) => {
    const seenMs = seat.place * 8 * minute;
    const waitsMs = lecture.random.between(20_000, 5 * minute);
    live(lecture, seat, lecture.codeAt(seenMs), seenMs + waitsMs, -waitsMs);
    return [seat.student];
  }),
  attack('last week’s code', (lecture, seat) => {
    live(lecture, seat, lecture.oldCodeAt(seat.place * 8 * minute), seat.place * 8 * minute, 0);
    return [seat.student];
  }),
  excuse('one picture, “I was offline”, at once', 1, (_, seenMs) => seenMs + minute),
  excuse('the same, clocks wrong by up to a day', 1, (_, seenMs) => seenMs + minute, ({ random }) => random.between(-24 * hour, 24 * hour)),
  excuse('two pictures, “I was offline”, before the close', 2, (_, seenMs) => seenMs + 5 * minute),
  excuse('two pictures, “I was offline”, an hour after the close', 2, () => closesMs + hour),
  excuse('two pictures, “I was offline”, two days later', 2, () => closesMs + 48 * hour),
  onePhone('one phone for five more', {}),
  onePhone('one phone for five more, each a guest', { guest: true }),
  onePhone('one phone for five more, a private window each', { isFresh: true }),
  thirdKey('a third key for an absent student', {}),
  thirdKey('a third key for an absent student, as a guest', { guest: true }),
  attack('a cloned key, used by both', (lecture, { place, student }) => {
    const own = phoneFor(lecture);
    usedLastWeek(lecture, own, student, minute);
    lecture.at(0, async () => {
      const clone = own.clone();
      // The friend in the hall scans with the clone; the owner, elsewhere, relays too, to be sure.
      scanLive(lecture, { phone: clone, student, seenMs: (place * 8 + 1) * minute, takesMs: quick, tries: 1 });
      scanLive(lecture, { phone: own, student, seenMs: (place * 8 + 2) * minute, takesMs: quick, tries: 1 });
    });
    return [student];
  }),
  attack('a cloned key, used by the friend alone', (lecture, { place, student }) => {
    const own = phoneFor(lecture);
    usedLastWeek(lecture, own, student, minute);
    lecture.at(0, async () => scanLive(lecture, { phone: own.clone(), student, seenMs: (place * 8 + 1) * minute, takesMs: quick, tries: 1 }));
    return [student];
  }),
  attack('a classmate’s entry, sent again as it is and under another number', (lecture, { place, student }) => {
    const phone = phoneFor(lecture);
    const seenMs = place * 8 * minute;
    const envelope = sealAt(phone, seenMs, { student: `${student}-mate`, codes: [lecture.codeAt(seenMs)] });
    const altered = sealAt(phoneFor(lecture), seenMs, { student, codes: [lecture.codeAt(seenMs)] });
    lecture.at(seenMs + 2_000, () => lecture.submit(envelope));
    lecture.at(seenMs + 4_000, () => lecture.submit(envelope));
    // Without keys there is nothing to forge: any page may send any number.
    const forged = lecture.policy.hasDevices ? { ...altered, signature: envelope.signature } : envelope;
    lecture.at(seenMs + 5_000, () => lecture.submit(forged));
    return [student];
  }),
  leaked('a leaked display key, while the screen shows', undefined),
  leaked('a leaked display key, while the screen is blank', { fromMs: 4 * minute, untilMs: 8 * minute }),
];
