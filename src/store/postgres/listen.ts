import pg from 'pg';
import { refuseStandby } from './connect.ts';
import { targetsOf } from './targets.ts';

/** Hears one channel over a connection of its own, which it keeps up. */
export interface Ear {
  /** Tells this process from the others over one database; empty until it hears. */
  readonly name: string;
  close(): Promise<void>;
}

export interface EarPorts {
  readonly onPayload: (payload: string) => void;
  /** Called when hearing has ended, again and again until it has begun anew, and then once more: what was said meanwhile is lost. */
  readonly onDeaf: () => void;
}

const reconnectMs = 500;
/** So often the connection is asked whether it is still one, and so long it may take to answer. */
const askMs = 5_000;
const answerMs = 3_000;

export function listen(url: string, channel: string, { onPayload, onDeaf }: EarPorts): Ear {
  const targets = targetsOf(url);
  let client: pg.Client | undefined;
  let isHearing = false;
  let name = '';
  let isClosed = false;
  let asking: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const target = targets.current();
    const next = new pg.Client({ connectionString: target, keepAlive: true, application_name: 'attend signals', connectionTimeoutMillis: answerMs, query_timeout: answerMs });
    client = next;
    next.on('error', () => lose(next));
    next.once('end', () => lose(next));
    next.on('notification', ({ payload = '' }) => onPayload(payload));
    try {
      await next.connect();
      if (targets.count > 1) await refuseStandby(next);
      await next.query(`listen ${channel}`);
      const { rows } = await next.query<{ readonly name: string }>('select gen_random_uuid() as name');
      if (name === '') name = rows[0]!.name;
      isHearing = client === next;
      onDeaf();
      asking = setTimeout(() => void ask(next), askMs).unref();
    } catch {
      targets.turn(target);
      lose(next);
    }
  }

  /** A connection whose other end vanished without a word is found out by asking. */
  async function ask(of: pg.Client): Promise<void> {
    try {
      await of.query('select 1');
      if (client === of) asking = setTimeout(() => void ask(of), askMs).unref();
    } catch {
      lose(of);
    }
  }

  function lose(lost: pg.Client): void {
    if (client !== lost) return;
    client = undefined;
    isHearing = false;
    clearTimeout(asking);
    void lost.end().catch(() => {});
    if (isClosed) return;
    onDeaf();
    setTimeout(() => void (!isClosed && connect()), reconnectMs).unref();
  }

  const deaf = setInterval(() => void (!isHearing && onDeaf()), reconnectMs).unref();
  void connect();
  return {
    get name() {
      return name;
    },
    async close() {
      isClosed = true;
      clearInterval(deaf);
      clearTimeout(asking);
      await client?.end().catch(() => {});
    },
  };
}
