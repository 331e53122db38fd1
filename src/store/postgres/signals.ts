import pg from 'pg';
import type { Signal, Signals } from '../signals.ts';
import type { PostgresOptions } from './connect.ts';

/** The signals of a process and how they end. */
export interface Line {
  readonly signals: Signals;
  close(): Promise<void>;
}

const channel = 'attend';
/** Signals of one session within this time travel as one. */
const gatherMs = 20;
const reconnectMs = 500;

/** How Postgres is told: one statement for all that was gathered. */
export type Notify = (payloads: readonly string[]) => Promise<unknown>;

/**
 * LISTEN on a connection of its own, NOTIFY through the pool. After the connection was lost its listeners are told that they may have
 * missed something: a live page then reads from its cursor, so that nothing is lost.
 */
export function openLine({ url }: PostgresOptions, notify: Notify): Line {
  const gathered = new Set<string>();
  const listeners = new Set<Parameters<Signals['hear']>[0]>();
  /** The number of the listening connection, which PostgreSQL gives to one at a time. */
  let self = 0;
  let timer: NodeJS.Timeout | undefined;
  let client: pg.Client | undefined;
  let isClosed = false;
  let reconnecting: NodeJS.Timeout | undefined;

  function tell(heard: Parameters<Parameters<Signals['hear']>[0]>[0]): void {
    for (const listener of listeners) listener(heard);
  }

  function flush(): void {
    timer = undefined;
    const payloads = [...gathered];
    gathered.clear();
    // Whoever misses it reads again within seconds; the records themselves are stored.
    notify(payloads).catch(() => {});
  }

  function send({ kind, sessionId }: Signal): void {
    gathered.add(`${self} ${kind} ${sessionId}`);
    timer ??= setTimeout(flush, gatherMs);
  }

  async function connect(isFirst: boolean): Promise<void> {
    const next = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'attend signals', connectionTimeoutMillis: 5_000 });
    client = next;
    next.on('error', () => undefined);
    next.once('end', again);
    next.on('notification', ({ payload = '' }) => {
      const [sender, kind, sessionId] = payload.split(' ');
      if (sender === String(self) || sessionId === undefined || (kind !== 'records' && kind !== 'session')) return;
      tell({ kind, sessionId });
    });
    try {
      await next.connect();
      const { rows } = await next.query<{ readonly self: number }>(`select pg_backend_pid() as self`);
      self = rows[0]!.self;
      await next.query(`listen ${channel}`);
      if (!isFirst) tell({ kind: 'missed' });
    } catch {
      next.end().catch(() => {});
      again();
    }
  }

  function again(): void {
    if (isClosed || reconnecting !== undefined) return;
    reconnecting = setTimeout(() => {
      reconnecting = undefined;
      void connect(false);
    }, reconnectMs);
  }

  void connect(true);
  return {
    signals: { send, hear: (listener) => void listeners.add(listener) },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      clearTimeout(reconnecting);
      if (gathered.size > 0) flush();
      await client?.end().catch(() => {});
    },
  };
}

/** The statement that sends what was gathered. */
export const notifyStatement = `select pg_notify('${channel}', payload) from unnest($1::text[]) as payload`;
