import type { CreateSessionBody } from '../../../protocol/schemas.ts';
import { fail, ok, type Result } from '../../../protocol/result.ts';
import type { Identity } from '../../../protocol/words.ts';

/** The form as it was typed. */
export interface SessionFormText {
  readonly course: string;
  readonly duration: string;
  readonly identity: Identity;
  readonly rotation: string;
  readonly grace: string;
  /** `2026-11-23T09:00` in the reader's zone, or empty for now. */
  readonly startsAt: string;
  readonly lateAfter: string;
  /** Whether a code to type is shown. */
  readonly typed: 'on' | 'off';
}

export type SessionField = keyof SessionFormText;
export type SessionProblem = 'course_missing' | 'course_long' | 'duration' | 'rotation' | 'grace' | 'starts_at' | 'late_after' | 'refused';
export type SessionProblems = Partial<Record<SessionField, SessionProblem>>;

export const emptySessionForm: SessionFormText = {
  course: '',
  duration: '15',
  identity: 'device',
  rotation: '5',
  grace: '10',
  startsAt: '',
  lateAfter: '',
  typed: 'on',
};

/** Fields that stand under "More". */
export const moreFields: readonly SessionField[] = ['identity', 'rotation', 'grace', 'startsAt', 'lateAfter', 'typed'];

export function readSessionForm(text: SessionFormText): Result<CreateSessionBody, SessionProblems> {
  const problems: { -readonly [Field in SessionField]?: SessionProblem } = {};
  const course = text.course.normalize('NFC').trim();
  if (course === '') problems.course = 'course_missing';
  else if (course.length > 200) problems.course = 'course_long';
  const duration = wholeNumber(text.duration, 1, 1440);
  if (duration === undefined) problems.duration = 'duration';
  const rotation = wholeNumber(text.rotation, 0, 60);
  if (rotation === undefined || rotation === 1) problems.rotation = 'rotation';
  const grace = wholeNumber(text.grace, 0, 300);
  if (grace === undefined) problems.grace = 'grace';
  const startsAtMs = text.startsAt === '' ? null : Date.parse(text.startsAt);
  if (Number.isNaN(startsAtMs)) problems.startsAt = 'starts_at';
  const lateAfter = text.lateAfter.trim() === '' ? null : wholeNumber(text.lateAfter, 0, 1440);
  if (lateAfter === undefined) problems.lateAfter = 'late_after';

  if (Object.keys(problems).length > 0) return fail(problems);
  return ok({
    course,
    duration_minutes: duration!,
    identity: text.identity,
    rotation_seconds: rotation!,
    grace_seconds: grace!,
    ...(startsAtMs === null ? {} : { starts_at: new Date(startsAtMs).toISOString() }),
    ...(lateAfter === null || lateAfter === undefined ? {} : { late_after_minutes: lateAfter }),
    ...(text.typed === 'off' ? { typed_code: false } : {}),
  });
}

const fieldOfWire: Readonly<Record<string, SessionField>> = {
  course: 'course',
  duration_minutes: 'duration',
  identity: 'identity',
  rotation_seconds: 'rotation',
  grace_seconds: 'grace',
  starts_at: 'startsAt',
  late_after_minutes: 'lateAfter',
  typed_code: 'typed',
};

/** Where a refusal of the server is shown; undefined where it is about no single field. */
export function problemsOfRefusal(wireField: string | undefined): SessionProblems | undefined {
  const field = wireField === undefined ? undefined : fieldOfWire[wireField];
  return field === undefined ? undefined : { [field]: 'refused' };
}

/** What is kept for the next time: all but the time of the start, and that there is a code to type for whoever needs one. */
export function rememberedForm(text: SessionFormText): string {
  return JSON.stringify({ ...text, startsAt: '', typed: 'on' });
}

export function recallForm(remembered: string | null): SessionFormText {
  try {
    const kept: unknown = remembered === null ? undefined : JSON.parse(remembered);
    if (typeof kept !== 'object' || kept === null) return emptySessionForm;
    const known = Object.entries(kept).filter(([field, value]) => Object.hasOwn(emptySessionForm, field) && typeof value === 'string');
    const recalled = { ...emptySessionForm, ...Object.fromEntries(known) } as SessionFormText;
    return { ...recalled, identity: recalled.identity === 'open' ? 'open' : 'device', typed: 'on' };
  } catch {
    return emptySessionForm;
  }
}

/** A whole number within the bounds, or undefined. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  const trimmed = text.trim();
  if (!/^\d{1,6}$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value >= least && value <= most ? value : undefined;
}
