import type { ServerResponse } from 'node:http';

import { eventStream, type EventStream } from './event-stream.ts';
import { sessionFeed, type FeedPorts, type SessionFeed, type Watcher } from './feed.ts';

export interface Reader {
  readonly sessionId: string;
  readonly cursor: number;
  readonly response: ServerResponse;
  /** Headers of the reply besides the stream's own. */
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  /** What the reader was let in with. */
  readonly tokenId: string;
  /** Whether that token still lets in; asked again and again while the stream is open, once for all who came with it. */
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

interface OpenStream extends Pick<EventStream, 'beat' | 'end'>, Pick<Reader, 'tokenId' | 'mayRead'> {}

export function live(ports: Omit<FeedPorts, 'sessionId'>): Live {
  const feeds = new Map<string, SessionFeed>();
  const streams = new Set<OpenStream>();
  let isEnded = false;
  let soon: NodeJS.Timeout | undefined;
  /** Runs while there are streams. */
  let heart: NodeJS.Timeout | undefined;
  let beats = 0;

  function feedOf(sessionId: string): SessionFeed {
    const feed = feeds.get(sessionId) ?? sessionFeed({ ...ports, sessionId });
    feeds.set(sessionId, feed);
    return feed;
  }

  function open({ sessionId, cursor, tokenId, mayRead, ...reply }: Reader): void {
    const feed = feedOf(sessionId);
    const stream = eventStream({ ...reply, ready: feed.look, gone });
    const watcher: Watcher = { cursor, told: undefined, isReady: stream.isReady, send: stream.send };
    const opened: OpenStream = { beat: stream.beat, end: stream.end, tokenId, mayRead };

    function gone(): void {
      streams.delete(opened);
      if (streams.size === 0) stopHeart();
      feed.remove(watcher);
      if (feed.size > 0 || feeds.get(sessionId) !== feed) return;
      feed.stop();
      feeds.delete(sessionId);
    }

    if (isEnded) return stream.end();
    streams.add(opened);
    heart ??= setInterval(beat, beatMs);
    feed.add(watcher);
  }

  function beat(): void {
    for (const stream of [...streams]) stream.beat();
    // An alarm passes by time alone, without a bell.
    lookAll();
    beats++;
    if (beats % beatsPerCheck === 0) for (const those of streamsByToken(streams)) void endIfBarred(those);
  }

  function stopHeart(): void {
    clearInterval(heart);
    heart = undefined;
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
      return streams.size;
    },
    end: () => {
      isEnded = true;
      clearTimeout(soon);
      for (const stream of [...streams]) stream.end();
    },
  };
}

function streamsByToken(streams: Iterable<OpenStream>): Iterable<readonly OpenStream[]> {
  const byToken = new Map<string, OpenStream[]>();
  for (const stream of streams) {
    const those = byToken.get(stream.tokenId);
    if (those === undefined) byToken.set(stream.tokenId, [stream]);
    else those.push(stream);
  }
  return byToken.values();
}

/** Streams of one token. A store that cannot answer now is no reason to end them. */
async function endIfBarred(streams: readonly OpenStream[]): Promise<void> {
  const isBarred = await streams[0]!.mayRead().then((may) => !may, () => false);
  if (isBarred) for (const stream of streams) stream.end();
}
