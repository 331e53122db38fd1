import fc from 'fast-check';
import { judge, plainFacts, type Judgement } from '../../src/attendance/evidence.ts';
import { scanOf } from '../../src/attendance/facts.ts';
import type { DisplayReport } from '../../src/attendance/displays.ts';
import type { CommitItem } from '../../src/attendance/ports.ts';
import type { Evidence, Mark } from '../../src/attendance/record.ts';
import type { Session } from '../../src/attendance/session.ts';
import { aMark, aSession, bytesOf, someEvidence, startMs } from './samples.ts';

/** Everything that arrives about two sessions, each piece with its instant, so that only the order is left to chance. */
export interface History {
  readonly items: readonly CommitItem[];
  readonly reports: readonly DisplayReport[];
  readonly marks: readonly Mark[];
}

/** One scan on a device, as chance has it. */
interface Step {
  readonly student: number | null;
  readonly session: number;
  readonly epoch: number;
  readonly second: boolean;
  readonly isGuest: boolean;
  readonly queued: boolean;
  readonly delayMs: number;
  /** A fork extends the entry before the last. */
  readonly isFork: boolean;
  readonly fate: 'sent' | 'lost' | 'refused';
  readonly head: boolean;
}

const seldom = (weight: number) => fc.oneof({ weight, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const step: fc.Arbitrary<Step> = fc.record({
  student: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat({ max: 2 }) }),
  ...{ session: fc.nat({ max: 1 }), epoch: fc.nat({ max: 40 }), second: fc.boolean(), isGuest: seldom(5), queued: fc.boolean() },
  delayMs: fc.constantFrom(1_000, 4_000, 12_000, 20_000, 300_000, 1_300_000, 90_000_000),
  ...{ isFork: seldom(8), head: seldom(2) },
  fate: fc.constantFrom('sent', 'sent', 'sent', 'sent', 'lost', 'refused'),
});
const phone = fc.record({ owner: fc.nat({ max: 2 }), steps: fc.array(step, { minLength: 1, maxLength: 5 }) });
const contact = fc.record({ phone: fc.nat({ max: 2 }), entry: fc.nat({ max: 4 }), afterMs: fc.constantFrom(2_000, 60_000, 400_000) });
const range = fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 8 })).map(([first, more]) => [first, first + more] as const);
const report = fc.record({ session: fc.nat({ max: 1 }), display: fc.constantFrom('left', 'right'), known: range, shown: fc.option(range), at: fc.nat({ max: 40 }) });
const mark = fc.record({ session: fc.nat({ max: 1 }), student: fc.nat({ max: 2 }) });

const plan = fc.record({
  phones: fc.array(phone, { minLength: 1, maxLength: 3 }),
  contacts: fc.array(contact, { maxLength: 3 }),
  reports: fc.array(report, { maxLength: 2 }),
  marks: fc.uniqueArray(mark, { maxLength: 1, selector: ({ session, student }) => `${session} ${student}` }),
});
export type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never;

export const anyHistory = plan;

export function sessionsOf(institutionId: number): readonly Session[] {
  return [0, 1].map((index) => {
    const startsAtMs = startMs + index * 7_200_000;
    const checks = [{ fromMs: startsAtMs + 100_000, untilMs: startsAtMs + 160_000 }];
    const openings = [{ fromMs: startsAtMs, untilMs: startsAtMs + 900_000 }];
    return aSession({ institutionId, sessionId: `class ${index}`, startsAtMs, createdAtMs: startsAtMs, openings, checks, lateAfterMinutes: 2 });
  });
}

/** The same history in any institution. */
export function historyIn(institutionId: number, { phones, contacts, reports, marks }: Plan): History {
  const sessions = sessionsOf(institutionId);
  const made = phones.map(({ owner, steps }, index) => makeEntries(sessions, index, owner, steps));
  const told = contacts.flatMap(({ phone: from, entry, afterMs }): readonly CommitItem[] => {
    const known = made[from]?.[entry];
    return known === undefined ? [] : [{ kind: 'contact', institutionId, head: known.evidence.entryId, atMs: known.scannedMs + afterMs }];
  });
  return {
    items: [...made.flat().flatMap((entry) => sent(entry)), ...told],
    reports: reports.map(({ session, display, known, shown, at }) => ({
      ...{ institutionId, sessionId: `class ${session}`, displayId: display, name: null, known, isHidden: shown === null, isLast: false },
      ...{ shown: shown === null ? [] : [shown], atMs: sessions[session]!.startsAtMs + at * 5_000 },
    })),
    marks: marks.map(({ session, student }) => aMark(`s${student}`, { institutionId, sessionId: `class ${session}` })),
  };
}

interface Made {
  readonly evidence: Evidence;
  readonly scannedMs: number;
  readonly fate: Step['fate'];
}

function makeEntries(sessions: readonly Session[], index: number, owner: number, steps: readonly Step[]): readonly Made[] {
  const made: Made[] = [];
  for (const [number, { session: place, epoch, second, isGuest, queued, delayMs, isFork, fate, ...rest }] of steps.entries()) {
    const session = sessions[place]!;
    const before = made.at(isFork ? -2 : -1)?.evidence;
    const scannedMs = session.startsAtMs + epoch * 5_000;
    const scan: Omit<Evidence, keyof Judgement> = someEvidence(`s${rest.student ?? owner}`, `phone ${index} entry ${number}`, {
      ...{ institutionId: session.institutionId, sessionId: session.sessionId, deviceId: bytesOf(`phone ${index}`), epoch, isGuest, queued },
      ...{ secondEpoch: second ? epoch + 2 : null, receivedAtMs: scannedMs + delayMs },
      chain: before === undefined ? { seq: 0, prev: null } : { seq: before.chain!.seq + 1, prev: before.entryId },
      head: rest.head ? bytesOf(`phone ${index} entry ${steps.length - 1}`) : null,
    });
    const head = number === steps.length - 1 ? null : scan.head;
    made.push({ evidence: { ...scan, head, ...judge(scanOf(scan, session), plainFacts(scan)) }, scannedMs, fate });
  }
  return made;
}

function sent({ evidence, fate }: Made): readonly CommitItem[] {
  const { institutionId, sessionId, studentId, deviceId, entryId, chain, receivedAtMs: atMs } = evidence;
  if (fate === 'lost') return [];
  if (fate === 'sent') return [evidence];
  return [{ kind: 'refused', institutionId, sessionId, studentId, code: 'session_not_open', carrier: 'token', atMs, link: { ...chain!, deviceId: deviceId!, entryId } }];
}
