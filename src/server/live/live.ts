import type { ServerResponse } from 'node:http';

import { eventStream } from './event-stream.ts';
import { sessionFeed, type FeedPorts, type Watcher } from './feed.ts';

export interface Reader {
  readonly sessionId: string;
  readonly cursor: number;
  readonly response: ServerResponse;
  /** Headers of the reply besides the stream's own. */
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  /** Whether the reader may still read; asked again and again while the stream is open. */
  readonly mayRead: () => Promise<boolean>;
}

/** Every open stream of this server, one feed a session while somebody watches it. */
export interface Live {
  open(reader: Reader): void;
  /** Lets every feed look: something changed that is of no single session. */
  look(): void;
  /** The same a moment later, however often it is asked for meanwhile: what was stored may have changed records of any session. */
  lookSoon(): void;
  readonly watchers: number;
  /** Ends every stream; what it does not tell, the reader's cursor catches up with elsewhere. */
  end(): void;
}

const soonMs = 2_000;
const beatMs = 15_000;
/** Beats between two looks at whether the reader's token is still good. */
const beatsPerCheck = 2;

export function live(ports: Omit<FeedPorts, 'sessionId'>): Live {
  const feeds = new Map<string, ReturnType<typeof sessionFeed>>();
  const closers = new Set<() => void>();
  let isEnded = false;
  let soon: NodeJS.Timeout | undefined;

  function feedOf(sessionId: string): ReturnType<typeof sessionFeed> {
    const feed = feeds.get(sessionId) ?? sessionFeed({ ...ports, sessionId });
    feeds.set(sessionId, feed);
    return feed;
  }

  function open({ sessionId, cursor, response, headers, mayRead }: Reader): void {
    const feed = feedOf(sessionId);
    const stream = eventStream(response, headers, { ready: feed.look, gone });
    const watcher: Watcher = { cursor, toldState: undefined, toldWrong: 0, toldJump: null, isReady: stream.isReady, send: stream.send };
    let beats = 0;
    const beat = setInterval(() => {
      stream.beat();
      // An alarm passes by time alone, without a bell.
      feed.look();
      beats++;
      if (beats % beatsPerCheck === 0) void endIfBarred();
    }, beatMs);

    /** A store that cannot answer now is no reason to end a stream. */
    async function endIfBarred(): Promise<void> {
      const isBarred = await mayRead().then((may) => !may, () => false);
      if (isBarred) stream.end();
    }

    function gone(): void {
      clearInterval(beat);
      closers.delete(stream.end);
      feed.remove(watcher);
      if (feed.size > 0 || feeds.get(sessionId) !== feed) return;
      feed.stop();
      feeds.delete(sessionId);
    }

    closers.add(stream.end);
    if (isEnded) return stream.end();
    feed.add(watcher);
  }

  function lookAll(): void {
    for (const feed of feeds.values()) feed.look();
  }

  return {
    open,
    look: lookAll,
    lookSoon: () => {
      if (feeds.size === 0 || isEnded) return;
      soon ??= setTimeout(() => {
        soon = undefined;
        lookAll();
      }, soonMs).unref();
    },
    get watchers() {
      return closers.size;
    },
    end: () => {
      isEnded = true;
      clearTimeout(soon);
      for (const close of [...closers]) close();
    },
  };
}
