/** Which requests the service worker answers. Everything that is not the student page's own goes to the network untouched. */

export type CacheRule =
  /** The page itself, from the cache of this version. */
  | 'page'
  /** A file of the first load, from the cache of this version. */
  | 'precached'
  /** A file that is fetched once and then kept: the scanner. */
  | 'kept_after_use'
  | 'untouched';

export interface PageFiles {
  readonly precache: readonly string[];
  readonly later: readonly string[];
}

export interface SeenRequest {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

export const pagePath = '/s';
/** The upper-case path is what the projector's QR holds. */
const pagePaths = ['/s', '/S'];

export function ruleFor(request: SeenRequest, origin: string, files: PageFiles): CacheRule {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin) return 'untouched';
  if (request.mode === 'navigate') return pagePaths.includes(url.pathname) ? 'page' : 'untouched';
  if (files.precache.includes(url.pathname)) return 'precached';
  return files.later.includes(url.pathname) ? 'kept_after_use' : 'untouched';
}

const cachePrefix = 'attend-student-';
/** Its files carry the hash of their content in their names, so that it outlives a version of the page. */
export const laterCacheName = `${cachePrefix}later`;

export function pageCacheName(version: string): string {
  return `${cachePrefix}page-${version}`;
}

/** Caches of earlier versions. The caches of other pages of this origin are not ours to delete. */
export function cachesToDelete(names: readonly string[], version: string): readonly string[] {
  return names.filter((name) => name.startsWith(cachePrefix) && name !== laterCacheName && name !== pageCacheName(version));
}
