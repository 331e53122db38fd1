import { Worker } from 'node:worker_threads';
import { StorageUnavailable } from '../../attendance/ports.ts';
import type { WriteReply, WriteRequest, WriterData } from './writer-messages.ts';

/** Why the thread that writes died, and what comes of it. */
export interface WriterDeath {
  readonly why: string;
  /** How many came one after the other, this one included, none of them after a long life. */
  readonly inARow: number;
  readonly startsAgainInMs: number;
}

export interface WriterThread {
  /** Rejects with `StorageUnavailable` where the thread dies first, and while none runs. Asking again is harmless. */
  ask(method: WriteRequest['method'], args: readonly unknown[], transfer?: readonly ArrayBuffer[]): Promise<unknown>;
  /** Why it is not to be relied on, though it may run just now; undefined where all is well. */
  complaint(): StorageUnavailable | undefined;
  hearDeaths(listener: (death: WriterDeath) => void): void;
  close(): Promise<void>;
}

/** The first death may be chance: the next thread begins at once. Those that come soon after another wait ever longer. */
const restart = { firstWaitMs: 100, longestWaitMs: 10_000, longLifeMs: 10_000 } as const;
/** So many deaths in a row are no chance any more. */
const tooManyInARow = 4;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Keeps one thread that writes: whatever ends it, another takes its place. What was under way is rejected, stored or not. */
export function keepWriterThread(file: string): WriterThread {
  const workerData: WriterData = { file };
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(death: WriterDeath) => void>();
  let lastId = 0;
  let worker: Worker | undefined;
  let startedMs = 0;
  let inARow = 0;
  let lastDeath: StorageUnavailable | undefined;
  let restarting: NodeJS.Timeout | undefined;
  let closed: StorageUnavailable | undefined;

  function start(): void {
    restarting = undefined;
    startedMs = performance.now();
    const started = new Worker(new URL('./writer-worker.ts', import.meta.url), { workerData, name: 'writer' });
    let cause: unknown;
    worker = started;
    started.on('message', (reply: WriteReply) => {
      const request = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (reply.ok) request?.resolve(reply.value);
      else request?.reject(errorOf(reply));
    });
    started.on('messageerror', () => void started.terminate());
    started.on('error', (error) => (cause = error));
    // Its connection and whatever lock it held are gone by now.
    started.on('exit', (code) => die(cause ?? new Error(`it ended with ${code}`)));
  }

  function hasLivedLong(): boolean {
    return worker !== undefined && performance.now() - startedMs > restart.longLifeMs;
  }

  function die(cause: unknown): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    inARow = hasLivedLong() ? 1 : inARow + 1;
    worker = undefined;
    lastDeath = closed ?? new StorageUnavailable(`the thread that writes died: ${why}`, { cause });
    for (const { reject } of waiting.values()) reject(lastDeath);
    waiting.clear();
    if (closed !== undefined) return;
    const startsAgainInMs = inARow === 1 ? 0 : Math.min(restart.firstWaitMs * 2 ** (inARow - 2), restart.longestWaitMs);
    if (startsAgainInMs === 0) start();
    else restarting = setTimeout(start, startsAgainInMs);
    for (const listener of listeners) listener({ why, inARow, startsAgainInMs });
  }

  function ask(method: WriteRequest['method'], args: readonly unknown[], transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (closed !== undefined) return Promise.reject(closed);
    if (worker === undefined) return Promise.reject(lastDeath!);
    const request: WriteRequest = { id: ++lastId, method, args };
    const asked = worker;
    return new Promise((resolve, reject) => {
      waiting.set(request.id, { resolve, reject });
      asked.postMessage(request, transfer);
    });
  }

  start();
  return {
    ask,
    complaint: () => (inARow < tooManyInARow || hasLivedLong() ? undefined : lastDeath),
    hearDeaths: (listener) => void listeners.add(listener),
    async close() {
      if (closed !== undefined) return;
      clearTimeout(restarting);
      const last = worker;
      const done = last === undefined ? undefined : ask('close', []);
      closed = new StorageUnavailable('the store is closed');
      try {
        await done;
      } finally {
        await last?.terminate();
      }
    },
  };
}

function errorOf({ isUnavailable, message, stack }: Extract<WriteReply, { ok: false }>): Error {
  const error = isUnavailable ? new StorageUnavailable(message) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
