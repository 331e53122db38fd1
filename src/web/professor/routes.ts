/** Where a reader is. The server answers the same page for all of these addresses. */
export type Route =
  | { readonly page: 'sign_in'; readonly next: string }
  | { readonly page: 'set_up'; readonly token: string }
  | { readonly page: 'sessions' }
  | { readonly page: 'live'; readonly sessionId: string }
  | { readonly page: 'projector'; readonly sessionId: string }
  | { readonly page: 'sheet'; readonly sessionId: string }
  | { readonly page: 'insight'; readonly sessionId: string }
  /** `student` is a number to begin the search with. */
  | { readonly page: 'desk'; readonly sessionId: string; readonly student: string }
  | { readonly page: 'roster'; readonly sessionId: string }
  | { readonly page: 'devices'; readonly student: string }
  | { readonly page: 'scan'; readonly sessionId: string }
  | { readonly page: 'unknown' };

const sessionPath = /^\/staff\/sessions\/([0-9a-f-]{36})(?:\/(projector|sheet|insight|desk|roster|scan))?$/;

export function routeOf({ pathname, search, hash }: Pick<URL, 'pathname' | 'search' | 'hash'>): Route {
  const path = pathname.replace(/\/+$/, '');
  if (path === '/staff') return { page: 'sessions' };
  if (path === '/sign_in') return { page: 'sign_in', next: safeNext(new URLSearchParams(search).get('next')) };
  if (path === '/setup') return { page: 'set_up', token: hash.slice(1) };
  const student = new URLSearchParams(search).get('student') ?? '';
  if (path === devicesPath) return { page: 'devices', student };
  const [, sessionId, name] = sessionPath.exec(path) ?? [];
  if (sessionId === undefined) return { page: 'unknown' };
  if (name === 'desk') return { page: 'desk', sessionId, student };
  return { page: (name ?? 'live') as 'live' | 'projector' | 'sheet' | 'insight' | 'roster' | 'scan', sessionId };
}

export const sessionsPath = '/staff';
export const devicesPath = '/staff/devices';

export function livePath(sessionId: string): string {
  return `/staff/sessions/${sessionId}`;
}

export function projectorPath(sessionId: string): string {
  return `${livePath(sessionId)}/projector`;
}

export function sheetPath(sessionId: string): string {
  return `${livePath(sessionId)}/sheet`;
}

export function insightPath(sessionId: string): string {
  return `${livePath(sessionId)}/insight`;
}

export function deskPath(sessionId: string, student = ''): string {
  return `${livePath(sessionId)}/desk${queryOf(student)}`;
}

export function rosterPath(sessionId: string): string {
  return `${livePath(sessionId)}/roster`;
}

/** Where staff scan waiting entries off students' screens. */
export function scanPath(sessionId: string): string {
  return `${livePath(sessionId)}/scan`;
}

export function devicesPathOf(student: string): string {
  return `${devicesPath}${queryOf(student)}`;
}

function queryOf(student: string): string {
  return student === '' ? '' : `?student=${encodeURIComponent(student)}`;
}

export function signInPath(next: string): string {
  return next === sessionsPath ? '/sign_in' : `/sign_in?next=${encodeURIComponent(next)}`;
}

/** Where somebody has to sign in first who is here. Several refusals at once lead there once, so that the way back is kept: then it is undefined. */
export function signInPathFrom(here: Pick<URL, 'pathname' | 'search' | 'hash'>): string | undefined {
  return routeOf(here).page === 'sign_in' ? undefined : signInPath(here.pathname + here.search);
}

/** Only a staff page of this server: the parameter must not lead anybody elsewhere. */
function safeNext(next: string | null): string {
  return next !== null && /^\/staff(\/[\w/-]*)?(\?student=[^#&\s]*)?$/.test(next) ? next : sessionsPath;
}
