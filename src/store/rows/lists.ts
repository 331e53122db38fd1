import { gradeReasons, type GradeReason } from '../../protocol/words.ts';
import { defaultPolicy, type Policy } from '../../attendance/policy.ts';
import type { Opening } from '../../attendance/session.ts';

/** Lists as the database holds them: JSON text, always written here, so equal lists are equal texts. */

export function textOfOpenings(openings: readonly Opening[]): string {
  return JSON.stringify(openings.map(({ fromMs, untilMs }) => ({ fromMs, untilMs })));
}

export function parseOpenings(text: string): readonly Opening[] {
  const openings = parseIntervals('openings', text);
  if (openings.length === 0) throw damaged('openings', text);
  return openings;
}

export function parseChecks(text: string): readonly Opening[] {
  return text === '[]' ? [] : parseIntervals('checks', text);
}

function parseIntervals(column: string, text: string): readonly Opening[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw damaged(column, text);
  return list.map((opening: unknown) => {
    const { fromMs, untilMs } = opening as Partial<Record<keyof Opening, unknown>>;
    if (typeof fromMs !== 'number' || typeof untilMs !== 'number') throw damaged(column, text);
    return { fromMs, untilMs };
  });
}

export function textOfPolicy({ syncDeadlineHours, verifiedAfterCloseMinutes, twoCodes, deviceCoolDownHours, borrowedPhones }: Policy): string {
  return JSON.stringify({ syncDeadlineHours, verifiedAfterCloseMinutes, twoCodes, deviceCoolDownHours, borrowedPhones });
}

export function parsePolicy(text: string): Policy {
  const policy = JSON.parse(text) as Policy;
  for (const [name, value] of Object.entries(defaultPolicy)) if (typeof policy[name as keyof Policy] !== typeof value) throw damaged('policy', text);
  return policy;
}

export function textOfNumbers(numbers: readonly number[]): string {
  return numbers.length === 0 ? '[]' : JSON.stringify(numbers);
}

export function parseNumbers(text: string): readonly number[] {
  if (text === '[]') return [];
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw damaged('checks', text);
  return list.map((number: unknown) => {
    if (typeof number !== 'number') throw damaged('checks', text);
    return number;
  });
}

export function textOfReasons(reasons: readonly GradeReason[]): string {
  return reasons.length === 0 ? '[]' : JSON.stringify(reasons);
}

export function parseReasons(text: string): readonly GradeReason[] {
  if (text === '[]') return [];
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw damaged('reasons', text);
  return list.map((word: unknown) => {
    const reason = gradeReasons.find((known) => known === word);
    if (reason === undefined) throw damaged('reasons', text);
    return reason;
  });
}

function damaged(column: string, text: string): Error {
  return new Error(`the column ${column} holds ${text}, which this program never writes`);
}
