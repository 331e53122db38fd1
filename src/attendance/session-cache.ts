import type { SessionStore } from './ports.ts';
import type { Session } from './session.ts';
import type { SessionLookup } from './verify.ts';

/** Keeps the sessions that are asked for, so that a submission does not read its session from the database each time. */
export interface SessionCache extends SessionLookup {
  /** To be called when a session changed, here or on another node. */
  forget(sessionId: string): void;
  /** To be called when changes elsewhere may have gone unheard. */
  forgetAll(): void;
}

const maxSessions = 2_000;

export function sessionCache(store: SessionStore, institutionId: number): SessionCache {
  const byId = new Map<string, Session>();
  const idByTag = new Map<string, string>();
  /** A hall that asks at once for a session that is not kept reads it once. */
  const reading = new Map<string, Promise<Session | undefined>>();
  let forgotten = 0;

  /** What was read before a change and arrives after it is answered to who asked before it, but not kept: it would stay for ever. */
  function read(name: string, find: () => Promise<Session | undefined>): Promise<Session | undefined> {
    const underWay = reading.get(name);
    if (underWay !== undefined) return underWay;
    const before = forgotten;
    const found = find()
      .then((session) => (before === forgotten ? keep(session) : session))
      .finally(() => void (reading.get(name) === found && reading.delete(name)));
    reading.set(name, found);
    return found;
  }

  function keep(session: Session | undefined): Session | undefined {
    if (session === undefined) return undefined;
    if (byId.size >= maxSessions) drop(byId.keys().next().value!);
    byId.set(session.sessionId, session);
    idByTag.set(session.tag, session.sessionId);
    return session;
  }

  function forget(sessionId: string): void {
    forgotten++;
    reading.clear();
    drop(sessionId);
  }

  function drop(sessionId: string): void {
    const session = byId.get(sessionId);
    if (session === undefined) return;
    byId.delete(sessionId);
    idByTag.delete(session.tag);
  }

  function forgetAll(): void {
    forgotten++;
    reading.clear();
    byId.clear();
    idByTag.clear();
  }

  return {
    forget,
    forgetAll,
    cachedById: (sessionId) => byId.get(sessionId),
    byId: async (sessionId) => byId.get(sessionId) ?? (await read(`id ${sessionId}`, () => store.findSession(institutionId, sessionId))),
    byTag: async (tag) => byId.get(idByTag.get(tag) ?? '') ?? (await read(`tag ${tag}`, () => store.findSessionByTag(institutionId, tag))),
    openAt: (atMs, toleranceMs) => store.listSessionsOpenBetween(institutionId, atMs - toleranceMs, atMs + toleranceMs),
  };
}
