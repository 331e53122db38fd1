import { parseJsonObject } from '../protocol/payload.ts';
import type { LiveEvent } from '../protocol/schemas.ts';
import { addressOf, authorizationOf, problemOf, readFailure, type ApiFailure, type ApiPorts } from './api.ts';
import { eventStreamReader } from './event-stream.ts';
import { backoffMs } from './offline/backoff.ts';

export type FeedState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly sinceMs: number }
  | { readonly kind: 'disconnected'; readonly sinceMs: number; readonly problem: string }
  /** The server will not give this feed: signed out, no such session. It is not asked again. */
  | { readonly kind: 'refused'; readonly failure: Extract<ApiFailure, { kind: 'refused' }> };

export interface FeedPorts extends Omit<ApiPorts, 'timeoutMs'> {
  readonly nowMs: () => number;
  readonly random: () => number;
  /** Runs the task once after so many ms; returns how to cancel it. */
  readonly setTimer: (ms: number, task: () => void) => () => void;
}

export interface Following {
  readonly sessionId: string;
  /** The cursor of the last event that the reader has; 0 for the whole table. */
  readonly after: number;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onState: (state: FeedState) => void;
}

/** The server's heartbeat comes every 15 s; a connection that is silent for longer than two of them is dead. */
export const silenceMs = 40_000;
/** A connection that gave no byte counts as one more failure. */
const reconnectCapMs = 15_000;

/**
 * Follows a session until it is stopped or refused, over any number of connections; the cursor makes each go on where the one
 * before ended. Never gives an event with an older cursor than the last one.
 */
export function followSession(ports: FeedPorts, following: Following): { stop(): void } {
  const { nowMs, random, setTimer } = ports;
  const { sessionId, onEvent, onState } = following;
  let cursor = following.after;
  let failures = 0;
  let disconnectedSinceMs: number | undefined;
  let isStopped = false;
  let abort = new AbortController();
  let cancelTimer: () => void = () => undefined;

  async function connect(): Promise<void> {
    abort = new AbortController();
    const watchdog = silenceWatch(abort);
    if (disconnectedSinceMs === undefined) onState({ kind: 'connecting' });
    try {
      const response = await ports.fetch(addressOf(ports.baseUrl, 'live', { session_id: sessionId }, { after: cursor }), {
        headers: { accept: 'text/event-stream', 'last-event-id': String(cursor), ...authorizationOf(ports.bearer) },
        ...{ cache: 'no-store', credentials: 'same-origin', signal: abort.signal },
      });
      const isFeed = response.ok && (response.headers.get('content-type')?.startsWith('text/event-stream') ?? false);
      if (!isFeed || response.body === null) return lose(readFailure(response.status, response.ok ? '' : await response.text()));
      disconnectedSinceMs = undefined;
      onState({ kind: 'connected', sinceMs: nowMs() });
      await read(response.body, watchdog.touch);
      lose({ kind: 'unreachable', problem: 'the server ended the connection' });
    } catch (error) {
      lose({ kind: 'unreachable', problem: watchdog.isDead() ? 'the connection went silent' : problemOf(error) });
    } finally {
      watchdog.stop();
    }
  }

  async function read(body: ReadableStream<Uint8Array>, touch: () => void): Promise<void> {
    const reader = eventStreamReader();
    const decoder = new TextDecoder();
    // Safari's streams cannot be iterated over.
    const pieces = body.getReader();
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      touch();
      failures = 0;
      for (const message of reader(decoder.decode(piece.value, { stream: true }))) {
        const event = parseLiveEvent(message.data);
        if (isStopped || event === undefined || (event.cursor < cursor && !event.restart)) continue;
        cursor = event.cursor;
        onEvent(event);
      }
    }
  }

  function lose(failure: ApiFailure): void {
    if (isStopped) return;
    if (failure.kind === 'refused' && !failure.retry) {
      isStopped = true;
      return onState({ kind: 'refused', failure });
    }
    disconnectedSinceMs ??= nowMs();
    onState({ kind: 'disconnected', sinceMs: disconnectedSinceMs, problem: failure.kind === 'refused' ? failure.reason : failure.problem });
    cancelTimer = setTimer(Math.min(reconnectCapMs, backoffMs(failures++, random)), () => void connect());
  }

  function silenceWatch(controller: AbortController) {
    let isDead = false;
    const die = () => {
      isDead = true;
      controller.abort();
    };
    let cancel = setTimer(silenceMs, die);
    const touch = () => {
      cancel();
      cancel = setTimer(silenceMs, die);
    };
    return { touch, stop: () => cancel(), isDead: () => isDead };
  }

  function stop(): void {
    isStopped = true;
    cancelTimer();
    abort.abort();
  }

  void connect();
  return { stop };
}

/** The server's events follow its schema; what cannot be one of them (a proxy's words) is passed over. */
function parseLiveEvent(text: string): LiveEvent | undefined {
  const fields = parseJsonObject(text);
  const isEvent = typeof fields?.['cursor'] === 'number' && Array.isArray(fields['records']) && Array.isArray(fields['refused']);
  return isEvent ? (fields as unknown as LiveEvent) : undefined;
}
