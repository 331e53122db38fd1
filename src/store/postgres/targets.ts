/**
 * Where the database may be: `postgres://user@host1:5432,host2:5432/name`, as PostgreSQL's own tools take it. One of them takes writes
 * at a time; the one that did last is tried first, and the next one after it has failed.
 */
export interface Targets {
  /** The address to connect to now, with one host. */
  current(): string;
  /** After `failed` could not be used; somebody else may have turned already. */
  turn(failed: string): void;
  readonly count: number;
}

const address = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?@]*)(\/[^?]*)?(\?.*)?$/;
const host = /^(?:[^\s:,[\]]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/;

/** Undefined for what names no database. */
export function parseTargets(url: string): readonly [string, ...string[]] | undefined {
  const [, start, hosts = '', path = '', query = ''] = address.exec(url) ?? [];
  const names = hosts.split(',');
  if (start === undefined || path.length < 2 || (hosts !== '' && !names.every((name) => host.test(name)))) return undefined;
  const [first, ...others] = names.map((name) => `${start}${name}${path}${settingsOf(query)}`);
  return [first!, ...others];
}

/**
 * Where several are named, the one that takes writes is looked for, whether this is said or not. TLS that is asked for is always TLS whose
 * certificate is checked: the library takes the weaker words for that too, and warns with each that it will not for ever.
 */
function settingsOf(query: string): string {
  const given = query.slice(1).split('&').filter((each) => each !== '' && !each.startsWith('target_session_attrs='));
  const isLikeLibpq = given.includes('uselibpqcompat=true');
  const left = given.map((each) => (!isLikeLibpq && /^sslmode=(?:prefer|require|verify-ca)$/.test(each) ? 'sslmode=verify-full' : each));
  return left.length === 0 ? '' : `?${left.join('&')}`;
}

export function targetsOf(url: string): Targets {
  const targets = parseTargets(url) ?? [url];
  let index = 0;
  return {
    current: () => targets[index]!,
    turn: (failed) => {
      if (targets[index] === failed) index = (index + 1) % targets.length;
    },
    count: targets.length,
  };
}
