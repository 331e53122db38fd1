import type { LiveEvent } from '../../src/protocol/schemas.ts';

/** A reader of a live stream, as a browser's EventSource reads it. */
export interface LiveReader {
  readonly headers: Headers;
  readonly status: number;
  /** The next event; undefined when the stream ended. */
  next(): Promise<{ readonly id: number; readonly event: LiveEvent } | undefined>;
  /** Reads on until the table holds what is asked for; fails after twenty seconds. */
  until(isEnough: (seen: LiveReader['table']) => boolean): Promise<void>;
  /** Newest state of each student. */
  readonly table: Map<string, LiveEvent['records'][number]>;
  readonly refused: LiveEvent['refused'][number][];
  /** How many rows came, each time that one did. */
  readonly rows: number;
  readonly cursor: number;
  close(): void;
}

export interface WatchWish {
  /** The cursor of the last event that the reader has. */
  readonly after?: number | undefined;
  /** What it takes; gzip among others where it is left out. */
  readonly encoding?: string;
}

export async function watch(url: string, token: string, { after, encoding }: WatchWish = {}): Promise<LiveReader> {
  const abort = new AbortController();
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
  if (encoding !== undefined) headers['accept-encoding'] = encoding;
  if (after !== undefined) headers['last-event-id'] = String(after);
  const reply = await fetch(url, { headers, signal: abort.signal });
  const chunks = reply.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  const table: LiveReader['table'] = new Map();
  const refused: LiveReader['refused'] = [];
  let unread = '';
  let cursor = after ?? 0;
  let rows = 0;

  async function next(): ReturnType<LiveReader['next']> {
    for (;;) {
      const end = unread.indexOf('\n\n');
      if (end === -1) {
        const chunk = await chunks.next().catch(() => ({ done: true, value: '' }) as const);
        if (chunk.done === true) return undefined;
        unread += chunk.value;
        continue;
      }
      const lines = unread.slice(0, end).split('\n');
      unread = unread.slice(end + 2);
      const content = lines.find((line) => line.startsWith('data: '))?.slice(6);
      if (content === undefined) continue;
      const event = JSON.parse(content) as LiveEvent;
      const id = Number(lines.find((line) => line.startsWith('id: '))?.slice(4));
      for (const record of event.records) table.set(record.student_id, record);
      rows += event.records.length;
      refused.push(...event.refused);
      cursor = id;
      return { id, event };
    }
  }

  async function until(isEnough: (seen: LiveReader['table']) => boolean): Promise<void> {
    const limit = setTimeout(() => abort.abort(), 20_000);
    while (!isEnough(table)) if ((await next()) === undefined) throw new Error('the stream ended before it told enough');
    clearTimeout(limit);
  }

  return {
    headers: reply.headers,
    status: reply.status,
    next,
    until,
    table,
    refused,
    get rows() {
      return rows;
    },
    get cursor() {
      return cursor;
    },
    close: () => abort.abort(),
  };
}
