/** Where a reader is. The server answers the same page for all of these addresses. */
export type Route =
  | { readonly page: 'sign_in'; readonly next: string }
  | { readonly page: 'set_up'; readonly token: string }
  | { readonly page: 'sessions' }
  | { readonly page: 'live'; readonly sessionId: string }
  | { readonly page: 'projector'; readonly sessionId: string }
  | { readonly page: 'sheet'; readonly sessionId: string }
  | { readonly page: 'insight'; readonly sessionId: string }
  | { readonly page: 'unknown' };

const sessionPath = /^\/staff\/sessions\/([0-9a-f-]{36})(\/projector|\/sheet)?$/;

const insightPattern = /^\/staff\/sessions\/([0-9a-f-]{36})\/insight$/;

export function routeOf({ pathname, search, hash }: Pick<URL, 'pathname' | 'search' | 'hash'>): Route {
  const path = pathname.replace(/\/+$/, '');
  if (path === '/staff') return { page: 'sessions' };
  if (path === '/sign_in') return { page: 'sign_in', next: safeNext(new URLSearchParams(search).get('next')) };
  if (path === '/setup') return { page: 'set_up', token: hash.slice(1) };
  const insight = insightPattern.exec(path);
  if (insight !== null) return { page: 'insight', sessionId: insight[1]! };
  const session = sessionPath.exec(path);
  if (session === null) return { page: 'unknown' };
  const page = ({ '/projector': 'projector', '/sheet': 'sheet' } as const)[session[2] ?? ''] ?? 'live';
  return { page, sessionId: session[1]! };
}

export const sessionsPath = '/staff';

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

export function signInPath(next: string): string {
  return next === sessionsPath ? '/sign_in' : `/sign_in?next=${encodeURIComponent(next)}`;
}

/** Only a staff page of this server: the parameter must not lead anybody elsewhere. */
function safeNext(next: string | null): string {
  return next !== null && /^\/staff(\/[\w/-]*)?$/.test(next) ? next : sessionsPath;
}
