import type { KeeperPorts } from './second-code/keeper.ts';
import { askForNews, worthAsking } from './entry-news.ts';
import type { Later, LaterInner } from './later.ts';
import type { WithDatabase } from './offline/database.ts';
import { renewKey } from './offline/renew-key.ts';
import { keeperOf } from './second-code/keeper.ts';
import { keptStore } from './second-code/kept-store.ts';

/** Everything of the conductor's that loads after the first button. */

export interface LaterPorts extends Omit<KeeperPorts, 'store'> {
  readonly withDatabase: WithDatabase;
  readonly fetch: typeof globalThis.fetch;
  /** Undefined on plain HTTP. */
  readonly subtle: SubtleCrypto | undefined;
  readonly tellOthers: () => void;
}

export function laterOf(ports: LaterPorts, inner: LaterInner): Later {
  const { withDatabase, fetch, subtle, nowMs } = ports;

  async function readNews(key: string): Promise<void> {
    const entry = inner.state().entries.find((each) => each.key === key);
    if (!inner.state().isOnline || entry === undefined || entry.entryId === null || entry.state.kind === 'waiting') return;
    const news = await askForNews(fetch, entry.entryId);
    if (news !== undefined) inner.dispatch({ type: 'news_read', key, news });
  }

  async function renew(): Promise<void> {
    const revoked = inner.state().entries.flatMap(({ deviceKey, state }) => (deviceKey !== null && state.kind === 'refused' && state.code === 'device_revoked' ? [deviceKey] : []));
    if (subtle !== undefined) await inner.guarded(() => renewKey(withDatabase, subtle, revoked));
  }

  return {
    ...keeperOf({ ...ports, store: keptStore(withDatabase) }, inner),
    ...{ readNews, renewKey: renew },
    async lookAround() {
      for (const { key } of worthAsking(inner.state().entries, nowMs())) await readNews(key);
    },
  };
}
