import cluster, { type Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import { AggregatorRegistry } from 'prom-client';

import type { Answer, Question } from './worker-metrics.ts';

export interface WorkersIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly stopAsked: Promise<unknown>;
}

/** A worker that ends by itself is replaced; one that did not live for long is replaced ever more slowly. */
const restartWaits = { firstMs: 100, longestMs: 10_000, longLifeMs: 10_000 } as const;
/** A worker ends by itself before; one that hangs is not waited for. */
const stopLimitMs = 9_500;
const couldNotStart = 1;

/** Whether this process is one of several that were started together. */
export function isWorker(): boolean {
  return cluster.isWorker;
}

/** The first one greets for all; a later one says nothing and makes no set-up link, which would end the first one's. */
export function greets(): boolean {
  return !cluster.isWorker || cluster.worker?.id === 1;
}

/** Ends a worker whose work is done: the line to the process that started it would keep it. */
export function leaveWorkers(): void {
  cluster.worker?.disconnect();
}

/**
 * Starts so many copies of this program and keeps them running until it is asked to stop. Answers the exit code: that of the first where
 * it could not start at all, else 0.
 */
export async function serveWithWorkers(count: number, io: WorkersIo): Promise<number> {
  cluster.setupPrimary({ silent: true });
  answerMetrics();
  const stopping = new AbortController();
  void io.stopAsked.then(() => stopping.abort());

  // The first one migrates and makes the master key's file where they are needed; the others find them.
  const first = startWorker(io, stopping.signal);
  const code = await Promise.race([first.isUp.then(() => undefined), first.ended]);
  if (code !== undefined) return stopping.signal.aborted ? 0 : code;
  await Promise.all([first, ...Array.from({ length: count - 1 }, () => startWorker(io, stopping.signal))].map((worker) => keep(worker, io, stopping.signal)));
  return 0;
}

/** Replaces a worker whenever it ends, until the stop. */
async function keep(worker: StartedWorker, io: WorkersIo, stopping: AbortSignal): Promise<void> {
  let waitMs: number = restartWaits.firstMs;
  for (let current = worker; ; current = startWorker(io, stopping)) {
    const startedMs = performance.now();
    await current.ended;
    if (stopping.aborted) return;
    if (performance.now() - startedMs > restartWaits.longLifeMs) waitMs = restartWaits.firstMs;
    await pause(waitMs, undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) return;
    waitMs = Math.min(waitMs * 2, restartWaits.longestMs);
  }
}

interface StartedWorker {
  /** Never, where it ends before. */
  readonly isUp: Promise<unknown>;
  /** Its exit code; `couldNotStart` where a signal ended it. */
  readonly ended: Promise<number>;
}

function startWorker(io: WorkersIo, stopping: AbortSignal): StartedWorker {
  const worker = cluster.fork();
  worker.process.stderr?.on('data', (bytes: Buffer) => io.stderr.write(bytes.toString()));
  worker.process.stdout?.on('data', (bytes: Buffer) => worker.id === 1 && io.stdout.write(bytes.toString()));
  const ended = new Promise<number>((done) => worker.once('exit', (code) => done(code ?? couldNotStart)));
  const stop = (): void => stopWorker(worker, ended);
  stopping.addEventListener('abort', stop, { once: true });
  void ended.then(() => stopping.removeEventListener('abort', stop));
  return { isUp: new Promise((done) => worker.once('listening', done)), ended };
}

/** SIGTERM lets it finish what it accepted. */
function stopWorker(worker: Worker, ended: Promise<unknown>): void {
  worker.process.kill('SIGTERM');
  const limit = setTimeout(() => worker.process.kill('SIGKILL'), stopLimitMs);
  void ended.then(() => clearTimeout(limit));
}

/** Whoever is scraped answers for all: each worker counts for itself. */
function answerMetrics(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker, message: Partial<Question>) => {
    if (message?.ask !== 'metrics') return;
    const answer = (text: string): void => void (worker.isConnected() && worker.send({ answer: 'metrics', number: message.number!, text } satisfies Answer));
    all.clusterMetrics().then(answer, () => answer(''));
  });
}
