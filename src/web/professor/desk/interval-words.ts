import type { EvidenceView } from '../../../protocol/desk-schemas.ts';
import { deskEn } from '../../ui/messages/desk-en.ts';
import type { TimeWords } from '../../ui/times.ts';

const words = deskEn.evidence;

type Timed = Pick<EvidenceView, 'not_before' | 'not_after' | 'received_at'>;

/** The time line in one sentence: what bounds the scan, and when it arrived. Other days than the session's are named. */
export function intervalSentence({ not_before: notBefore, not_after: notAfter, received_at: received }: Timed, startsAtMs: number, times: TimeWords): string {
  const instant = (text: string) => instantText(Date.parse(text), startsAtMs, times);
  const after = instant(notAfter.at);
  const before = notBefore === null ? null : instant(notBefore);
  const made = before === null ? words.until(after) : before === after ? words.at(after) : words.between(before, after);
  const isArrival = notAfter.by === 'arrival';
  const parts = [made + (isArrival ? words.whenItArrived : words.by[notAfter.by]), ...(notBefore === null ? [words.isStatic] : []), ...(isArrival ? [] : [words.arrived(instant(received))])];
  return sentence(parts.join('; '));
}

/** 09:41:02, and the day with it where it is another one than the session's. */
export function instantText(atMs: number, startsAtMs: number, times: TimeWords): string {
  const [day, sessionDay] = [times.day(atMs), times.day(startsAtMs)].map((text) => text.replace(/,? ?\d\d:\d\d$/, ''));
  return day === sessionDay ? times.clock(atMs) : `${day}, ${times.clock(atMs)}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
