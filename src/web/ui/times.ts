/** Instants and spans in words. Instants are shown in the reader's zone unless another is given. */

export interface TimeWords {
  /** 09:04:10 */
  readonly clock: (atMs: number) => string;
  /** 09:04 */
  readonly minute: (atMs: number) => string;
  /** Mon 23 Nov, 09:04 */
  readonly day: (atMs: number) => string;
  /** CET, or GMT+1 where the zone has no short name. */
  readonly zone: (atMs: number) => string;
}

export function timeWords(locale?: string, timeZone?: string): TimeWords {
  const zoned = timeZone === undefined ? {} : { timeZone };
  const clock = new Intl.DateTimeFormat(locale, { ...zoned, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const minute = new Intl.DateTimeFormat(locale, { ...zoned, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat(locale, {
    ...zoned,
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const zone = new Intl.DateTimeFormat(locale, { ...zoned, timeZoneName: 'short' });
  return {
    clock: (atMs) => clock.format(atMs),
    minute: (atMs) => minute.format(atMs),
    day: (atMs) => day.format(atMs),
    zone: (atMs) => zone.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '',
  };
}

/** `12:31`, `1:02:03`; a sign stands before a negative span. Seconds are cut, so `0:00` is the last second. */
export function spanText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const sign = ms < 0 && seconds > 0 ? '−' : '';
  const tail = `${pad(rest)}`;
  return hours > 0 ? `${sign}${hours}:${pad(minutes)}:${tail}` : `${sign}${minutes}:${tail}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
