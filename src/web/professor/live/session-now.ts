import type { SessionView } from '../../../protocol/schemas.ts';
import type { SessionState } from '../../../protocol/words.ts';

/** A session's state at an instant of server time: it opens and closes by the clock, without a word from the server. */
export function stateNow(session: SessionView, nowMs: number): SessionState {
  if (session.state === 'closed' || nowMs >= Date.parse(session.closes_at)) return 'closed';
  return session.state === 'open' || nowMs >= Date.parse(session.starts_at) ? 'open' : 'scheduled';
}

/** Whether the server gives a picture of the code now: always of a static one, of a rotating one while the session is open. */
export function hasPicture(session: SessionView, nowMs: number): boolean {
  return session.rotation_seconds === 0 || stateNow(session, nowMs) === 'open';
}

/** `networks-2026-11-23.csv`: a name that every file system takes. */
export function fileNameOf({ course, starts_at: startsAt }: SessionView, extension: string): string {
  const plain = course
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return `${plain === '' ? 'session' : plain.slice(0, 60)}-${startsAt.slice(0, 10)}.${extension}`;
}
