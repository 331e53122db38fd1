import type { EntryEnvelope } from '../../src/protocol/submission.ts';
import { checkAt, startsAtMs, type Lecture } from './lecture.ts';
import { keylessPhone, makePhone, type Phone, type ScanWish } from './phone.ts';

/** What some people do in a lecture. */
export interface Behaviour {
  readonly name: string;
  readonly isHonest: boolean;
  readonly seats: number;
  /** While the screen was blank, where the display reports at all. */
  readonly blank?: { readonly fromMs: number; readonly untilMs: number };
  /** Plans the events of one seat; answers the students whose records are looked at in the end. */
  readonly play: (lecture: Lecture, seat: Seat) => readonly string[];
}

export interface Seat {
  readonly index: number;
  /** In [0, 1): each seat has its own part of the interval, so that few seats sample it evenly. */
  readonly place: number;
  /** A number that nobody else has. */
  readonly student: string;
}

export function seatsOf({ random, session }: Lecture, count: number): readonly Seat[] {
  return Array.from({ length: count }, (_, index) => ({ index, place: (index + random.next()) / count, student: `${session.tag}-${index}` }));
}

export function phoneFor({ policy, random }: Lecture): Phone {
  return policy.hasDevices ? makePhone(random) : keylessPhone(random);
}

export type Sealed = Omit<ScanWish, 'wall'> & { readonly wall?: number };

export function sealAt(phone: Phone, atMs: number, wish: Sealed): EntryEnvelope {
  return phone.seal({ wall: startsAtMs + atMs, ...wish });
}

export interface LiveScan {
  readonly phone: Phone;
  readonly student: string;
  readonly seenMs: number;
  /** From the sight of the code to the server. */
  readonly takesMs: () => number;
  readonly guest?: true;
  /** How often somebody who is asked to scan again does so. */
  readonly tries: number;
}

/** Scans and sends; asked to scan again, looks up and does. */
export function scanLive(lecture: Lecture, { phone, student, seenMs, takesMs, guest, tries }: LiveScan): void {
  const arrivesMs = seenMs + takesMs();
  const codes = [lecture.codeAt(seenMs)];
  lecture.at(arrivesMs, async () => {
    const answer = await lecture.submit(sealAt(phone, seenMs, { student, codes, ...(guest === undefined ? {} : { guest }) }));
    const isAsked = !answer.ok && answer.failure.refusal.code === 'code_expired';
    if (isAsked && tries > 1) scanLive(lecture, { phone, student, seenMs: arrivesMs + lecture.random.between(1_500, 4_000), takesMs, tries: tries - 1, ...(guest === undefined ? {} : { guest }) });
  });
}

/** Answers the check of the lecture, as nearly everybody in the hall does. */
export function answerCheck(lecture: Lecture, scan: Pick<LiveScan, 'phone' | 'student' | 'takesMs'>): void {
  if (!lecture.policy.hasQueue || lecture.random.next() > 0.97) return;
  scanLive(lecture, { ...scan, seenMs: lecture.random.between(checkAt.fromMs + 5_000, checkAt.untilMs - 30_000), tries: 3 });
}

export interface OfflineScan {
  readonly phone: Phone;
  readonly student: string;
  readonly seenMs: number;
  readonly codes: 1 | 2;
  readonly arrivesMs: number;
  readonly way?: 'direct' | 'carried' | 'staff_scan';
  readonly wall?: number;
}

/** Seals at the scan and is heard of later. Where phones have no queue the page can only send what it read, late. */
export function scanOffline(lecture: Lecture, { phone, student, seenMs, codes, arrivesMs, way = 'direct', wall }: OfflineScan): void {
  const two = codes === 2 && lecture.policy.hasQueue;
  const stayedMs = two ? 2 * lecture.policy.rotationSeconds * 1_000 : 0;
  const carried = [lecture.codeAt(seenMs), ...(two ? [lecture.codeAt(seenMs + stayedMs)] : [])];
  let envelope: EntryEnvelope | undefined;
  lecture.at(seenMs + stayedMs, async () => {
    envelope = sealAt(phone, seenMs, { student, codes: carried, queued: lecture.policy.hasQueue, ...(wall === undefined ? {} : { wall }) });
  });
  lecture.at(arrivesMs, () => lecture.submit(envelope, way));
}

/** The phone was this student's in the week before. */
export function usedLastWeek(lecture: Lecture, phone: Phone, student: string, atMs: number): void {
  if (!lecture.policy.hasDevices) return;
  const weekMs = 7 * 24 * 3_600_000;
  const codes = [lecture.oldCodeAt(atMs)];
  lecture.at(atMs + 2_000 - weekMs, () => lecture.submit(sealAt(phone, atMs - weekMs, { student, codes })));
}
