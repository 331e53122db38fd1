import type { InsightView } from '../../../protocol/insight-schemas.ts';

/** Arrivals as at most 60 bars of equally many minutes; what came after the session closed is a number beside them. */
export interface ArrivalBars {
  readonly minutesEach: number;
  readonly bars: readonly { readonly minute: number; readonly count: number }[];
  readonly after: number;
}

const maxBars = 60;

export function arrivalBars({ arrivals_by_minute: byMinute, session }: Pick<InsightView, 'arrivals_by_minute' | 'session'>): ArrivalBars {
  const closesMinute = (Date.parse(session.closes_at) - Date.parse(session.starts_at)) / 60_000;
  const during = byMinute.filter(({ minute }) => minute < closesMinute);
  const total = (some: typeof byMinute) => some.reduce((sum, { count }) => sum + count, 0);
  const after = total(byMinute) - total(during);
  if (during.length === 0) return { minutesEach: 1, bars: [], after };
  const firstMinute = Math.min(0, during[0]!.minute);
  const minutesEach = Math.ceil((during.at(-1)!.minute - firstMinute + 1) / maxBars);
  const length = Math.floor((during.at(-1)!.minute - firstMinute) / minutesEach) + 1;
  const bars = Array.from({ length }, (_, index) => {
    const minute = firstMinute + index * minutesEach;
    return { minute, count: total(during.filter((each) => each.minute >= minute && each.minute < minute + minutesEach)) };
  });
  return { minutesEach, bars, after };
}
