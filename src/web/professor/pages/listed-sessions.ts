import type { SessionSummary } from '../../../protocol/schemas.ts';

type Sessions = readonly SessionSummary[];

/**
 * The newest sessions as they are now, and below them those that were listed before: one that a newer session has pushed out of the
 * newest stays. Where nothing of the list is among the newest, there may be others in between, and the list begins anew.
 */
export function withNewest(listed: Sessions, newest: Sessions): Sessions {
  const below = without(listed, newest);
  return below.length === listed.length ? newest : [...newest, ...below];
}

/** Older ones come once, however often they were asked for. */
export function withOlder(listed: Sessions, older: Sessions): Sessions {
  return [...listed, ...without(older, listed)];
}

function without(sessions: Sessions, others: Sessions): Sessions {
  const known = new Set(others.map(({ session_id: id }) => id));
  return sessions.filter(({ session_id: id }) => !known.has(id));
}
