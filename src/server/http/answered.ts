import type { FastifyBaseLogger } from 'fastify';

import type { RefusalCode } from '../../protocol/codes.ts';
import type { Requests } from '../measure/requests.ts';

/** Called once a request was answered; `endpoint` is a name of the table, `page`, or `none`. */
export type Answered = (id: string, endpoint: string, status: number, seconds: number, code: RefusalCode | undefined) => void;

/**
 * Counts every answer, and writes a line of it where the log's level asks for one: at `info` of what was refused, at `debug` of all. A line
 * names the endpoint and not the address, which may hold more. Whether a level is on is looked at once: two lines double what a request costs.
 */
export function answeredTo(log: Pick<FastifyBaseLogger, 'info' | 'debug'> & { isLevelEnabled(level: string): boolean }, note: Requests['note']): Answered {
  const [saysRefusals, saysAll] = [log.isLevelEnabled('info'), log.isLevelEnabled('debug')];
  return (id, endpoint, status, seconds, code) => {
    note(endpoint, status, seconds);
    if (status < 400 ? !saysAll : !saysRefusals) return;
    const about = { request_id: id, endpoint, status, code, ms: Math.round(seconds * 10_000) / 10 };
    if (status < 400) log.debug(about, 'answered');
    else log.info(about, 'refused');
  };
}
