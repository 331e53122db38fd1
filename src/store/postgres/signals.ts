import type { Signal, Signals } from '../signals.ts';
import { listen } from './listen.ts';

/** The signals of a process and how they end. */
export interface Line {
  readonly signals: Signals;
  close(): Promise<void>;
}

const channel = 'attend';
/** Signals within this time travel as one statement, and the same ones of a session as one signal. */
const gatherMs = 20;
const retryMs = 500;
/** A process that dies between its commit and its signal leaves the others unaware; so often they look by themselves. */
const lookMs = 10_000;
/** More than this are not kept for a database that does not take them; who missed some looks by itself. */
const maxGathered = 10_000;

/** How PostgreSQL is told: one statement for all that was gathered. */
export type Notify = (payloads: readonly string[]) => Promise<unknown>;

/** The statement that sends what was gathered. A signal is no promise, so it waits for no disk and no standby; a lost one is made good by looking. */
export const notifyStatement = `select set_config('synchronous_commit', 'off', true), pg_notify('${channel}', payload) from unnest($1::text[]) as payload`;

/**
 * LISTEN on a connection of its own, NOTIFY through the pool. While nothing can be heard the listeners are told again and again that they
 * may have missed something, so that they keep nothing and look themselves.
 */
export function openLine(url: string, notify: Notify): Line {
  let gathered = new Set<string>();
  const listeners = new Set<Parameters<Signals['hear']>[0]>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function tell(heard: Parameters<Parameters<Signals['hear']>[0]>[0]): void {
    for (const listener of listeners) listener(heard);
  }

  const ear = listen(url, channel, {
    onPayload: (payload) => {
      const [sender, signal] = [payload.slice(0, payload.indexOf(' ')), parseSignal(payload.slice(payload.indexOf(' ') + 1))];
      if (sender !== ear.name && signal !== undefined) tell(signal);
    },
    onDeaf: () => tell({ kind: 'missed' }),
  });
  const looking = setInterval(() => tell({ kind: 'missed' }), lookMs).unref();

  async function flush(): Promise<void> {
    timer = undefined;
    const sent = gathered;
    gathered = new Set();
    try {
      await notify([...sent].map((text) => `${ear.name} ${text}`));
    } catch {
      for (const text of sent) if (gathered.size < maxGathered) gathered.add(text);
      if (!isClosed && gathered.size > 0) timer ??= setTimeout(() => void flush(), retryMs);
    }
  }

  return {
    signals: {
      send: (signal) => {
        gathered.add(JSON.stringify(signal));
        timer ??= setTimeout(() => void flush(), signal.kind === 'session' ? 0 : gatherMs);
      },
      hear: (listener) => void listeners.add(listener),
    },
    async close() {
      isClosed = true;
      clearInterval(looking);
      clearTimeout(timer);
      if (gathered.size > 0) await flush();
      await ear.close();
    },
  };
}

/** Undefined for what another version of this program sends. */
function parseSignal(text: string): Signal | undefined {
  try {
    const signal = JSON.parse(text) as Signal;
    const isKnown = signal.kind === 'typed' ? Array.isArray(signal.keys) : (signal.kind === 'records' || signal.kind === 'session') && typeof signal.sessionId === 'string';
    return isKnown ? signal : undefined;
  } catch {
    return undefined;
  }
}
