import { gradeReasons, type GradeReason } from '../../protocol/words.ts';
import type { Opening } from '../../attendance/session.ts';

/** Lists as the database holds them: JSON text, always written here, so equal lists are equal texts. */

export function textOfOpenings(openings: readonly Opening[]): string {
  return JSON.stringify(openings.map(({ fromMs, untilMs }) => ({ fromMs, untilMs })));
}

export function parseOpenings(text: string): readonly Opening[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list) || list.length === 0) throw damaged('openings', text);
  return list.map((opening: unknown) => {
    const { fromMs, untilMs } = opening as Partial<Record<keyof Opening, unknown>>;
    if (typeof fromMs !== 'number' || typeof untilMs !== 'number') throw damaged('openings', text);
    return { fromMs, untilMs };
  });
}

export function textOfReasons(reasons: readonly GradeReason[]): string {
  return JSON.stringify(reasons);
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
