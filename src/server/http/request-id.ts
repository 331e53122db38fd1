import type { IncomingHttpHeaders } from 'node:http';

/** What an answer names its request by, so that a proxy's log, the server's and a student's receipt speak of the same one. */
export const requestIdHeader = 'x-request-id';

/** Letters of a UUID, of a trace's id and of what proxies make; nothing that could break out of a line, and never longer than one. */
const trusted = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The id that a proxy gave, or one of our own: eight random letters of this start and a count. */
export function requestIds(uuid: () => string): (headers: IncomingHttpHeaders) => string {
  const start = uuid().slice(0, 8);
  let requests = 0;
  return ({ [requestIdHeader]: given }) => (typeof given === 'string' && trusted.test(given) ? given : `${start}-${(requests++).toString(36)}`);
}
