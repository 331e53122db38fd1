import { burstsOf } from '../../src/attendance/bursts.ts';
import { standingOfGrade } from '../../src/protocol/words.ts';
import { attackBehaviours } from './attacks.ts';
import { scanLive, phoneFor, seatsOf, type Behaviour } from './behaviour.ts';
import { guessTyped, type Guesses } from './guess-typed.ts';
import { honestBehaviours } from './honest.ts';
import { openLecture, type Lecture } from './lecture.ts';
import { coursePolicies, type CoursePolicy } from './policies.ts';
import { seedOf } from './random.ts';
import { relayShare } from './relay-formula.ts';
import type { OpenLectureStore } from './store.ts';

/** Relays of one delay under one policy. */
export interface RelayRow {
  readonly policy: CoursePolicy['name'];
  readonly relay_seconds: number;
  /** Share of the relayed codes that were recorded as `online_in_window`. */
  readonly in_window_share: number;
  readonly formula_share: number;
}

/** What became of the students of one behaviour under one policy; the four shares are of all of them. */
export interface BehaviourRow {
  readonly policy: CoursePolicy['name'];
  readonly behaviour: string;
  readonly is_honest: boolean;
  readonly students: number;
  readonly counted: number;
  readonly provisional: number;
  readonly held: number;
  readonly refused: number;
  /** Share with the check in the middle answered; null where the policy has none. */
  readonly checked: number | null;
  /** How often somebody was asked to scan again, for each student. */
  readonly asked_again: number;
  /** Seconds in which far more arrived than around them, as the insight page finds them. */
  readonly bursts: number;
}

export interface Simulated {
  readonly seed: number;
  readonly relays: readonly RelayRow[];
  readonly behaviours: readonly BehaviourRow[];
  readonly guesses: readonly Guesses[];
}

export interface SimulationWish {
  readonly seed: number;
  /** Relays of each delay and policy. */
  readonly relays: number;
  /** Of the people of each behaviour, from 0 to 1. */
  readonly share: number;
  readonly openStore: OpenLectureStore;
  /** All of them where it is left out. */
  readonly policies?: readonly CoursePolicy[];
}

export const relayDelays = [3, 8, 12, 15, 20] as const;

/** All lectures run beside each other, so that one write to the disk serves many; none can see another. */
export async function simulate(wish: SimulationWish): Promise<Simulated> {
  const ofPolicies = await Promise.all((wish.policies ?? coursePolicies).map((policy) => simulatePolicy(policy, wish)));
  return {
    seed: wish.seed,
    relays: ofPolicies.flatMap(({ relays }) => relays),
    behaviours: ofPolicies.flatMap(({ behaviours }) => behaviours),
    guesses: ofPolicies.flatMap(({ guesses }) => guesses),
  };
}

async function simulatePolicy(policy: CoursePolicy, { seed, relays: count, share, openStore }: SimulationWish): Promise<Omit<Simulated, 'seed'>> {
  const open = (...name: readonly (string | number)[]) => openLecture(policy, seedOf(seed, ...name, policy.name), openStore);
  const seatsFor = ({ seats }: Behaviour) => Math.max(3, Math.round(seats * share));
  const [relays, behaviours, guesses] = await Promise.all([
    Promise.all(relayDelays.map(async (seconds) => relay(await open('relay', seconds), seconds, count))),
    Promise.all([...honestBehaviours, ...attackBehaviours].map(async (each) => behave(await open(each.name), each, seatsFor(each)))),
    Promise.all(policy.hasTyped ? [open('guesses').then(guessTyped)] : []),
  ]);
  return { relays, behaviours, guesses };
}

/** A picture is taken at instants spread evenly over an epoch, and sent by an absent student's phone `seconds` later. */
async function relay(lecture: Lecture, seconds: number, count: number): Promise<RelayRow> {
  const { policy } = lecture;
  const epochMs = policy.rotationSeconds * 1_000;
  const seats = seatsOf(lecture, count);
  for (const { index, place, student } of seats) {
    const seenMs = ((index % 40) * 2 + 1) * epochMs + place * epochMs;
    scanLive(lecture, { phone: phoneFor(lecture), student, seenMs, takesMs: () => seconds * 1_000, tries: 1 });
  }
  await lecture.run();
  const grades = await Promise.all(seats.map(async ({ student }) => (await lecture.recordOf(student))?.grade));
  const inWindow = grades.filter((grade) => grade === 'online_in_window').length;
  return { policy: policy.name, relay_seconds: seconds, in_window_share: inWindow / count, formula_share: relayShare(policy, seconds) };
}

async function behave(lecture: Lecture, behaviour: Behaviour, count: number): Promise<BehaviourRow> {
  const { policy } = lecture;
  if (behaviour.blank !== undefined && policy.hasDevices) await lecture.report([behaviour.blank]);
  const students = seatsOf(lecture, count).flatMap((seat) => behaviour.play(lecture, seat));
  await lecture.run();
  const records = await Promise.all(students.map((student) => lecture.recordOf(student)));
  const stored = records.filter((record) => record !== undefined);
  const shareOf = (standing: string) => stored.filter(({ grade }) => standingOfGrade[grade] === standing).length / students.length;
  return {
    ...{ policy: policy.name, behaviour: behaviour.name, is_honest: behaviour.isHonest, students: students.length },
    ...{ counted: shareOf('counted'), provisional: shareOf('provisional'), held: shareOf('held'), refused: 1 - stored.length / students.length },
    checked: policy.hasQueue ? stored.filter(({ checks }) => checks.length > 0).length / students.length : null,
    asked_again: (lecture.refusals.get('code_expired') ?? 0) / students.length,
    bursts: burstsOf(stored).length,
  };
}
