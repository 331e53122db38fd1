import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

/** Between the process that was started and its workers, which share its port. */
type Question = { readonly ask: 'metrics'; readonly number: number };
type Answer = { readonly answer: 'metrics'; readonly number: number; readonly text: string };

export interface WorkersIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly stopAsked: Promise<unknown>;
}

/** A worker that ends by itself is replaced, at first at once and then ever more slowly. */
const restartWaits = { firstMs: 100, longestMs: 10_000 } as const;
/** What a worker prints when it listens. */
const upMark = /\n\n$/;

/** Whether this process is one of several that were started together. */
export function isWorker(): boolean {
  return cluster.isWorker;
}

/** The first one greets for all; a later one says nothing and makes no set-up link, which would end the first one's. */
export function greets(): boolean {
  return !cluster.isWorker || process.env['ATTEND_FIRST_WORKER'] === '1';
}

/**
 * Starts so many copies of this program and keeps them running until it is asked to stop. Answers the exit code: that of a worker which
 * could not start at all, else 0.
 */
export async function serveWithWorkers(count: number, io: WorkersIo): Promise<number> {
  cluster.setupPrimary({ silent: true });
  answerMetrics();
  let isStopping = false;
  let restartMs: number = restartWaits.firstMs;

  function startWorker(isFirst: boolean): Promise<number | 'up'> {
    const worker = cluster.fork({ ATTEND_FIRST_WORKER: isFirst ? '1' : '0' });
    worker.process.stderr?.on('data', (bytes: Buffer) => io.stderr.write(bytes.toString()));
    return new Promise((done) => {
      let said = '';
      worker.process.stdout?.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        if (isFirst) io.stdout.write(bytes.toString());
      });
      worker.on('listening', () => done('up'));
      worker.on('exit', (code) => {
        done(code);
        if (isStopping || !upMark.test(said) && code !== null && isFirst) return;
        if (!isStopping) setTimeout(() => void replace(), restartMs).unref();
        restartMs = Math.min(restartMs * 2, restartWaits.longestMs);
      });
    });
  }

  async function replace(): Promise<void> {
    if (!isStopping && (await startWorker(false)) === 'up') restartMs = restartWaits.firstMs;
  }

  // The first one migrates and makes the master key's file where they are needed; the others find them.
  const first = await startWorker(true);
  if (first !== 'up') return first;
  await Promise.all(Array.from({ length: count - 1 }, () => startWorker(false)));
  await io.stopAsked;
  isStopping = true;
  await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => stopWorker(worker!)));
  return 0;
}

function stopWorker(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
    worker.process.kill('SIGTERM');
  });
}

/** Whoever is scraped answers for all: each worker counts for itself. */
function answerMetrics(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker, message: Partial<Question>) => {
    if (message?.ask !== 'metrics') return;
    const answer = (text: string): void => void worker.send({ answer: 'metrics', number: message.number!, text } satisfies Answer);
    all.clusterMetrics().then(answer, () => answer(''));
  });
}

/** The metrics of every worker together; of this process alone where it is none, or where the others do not answer. */
export function metricsOfAll(register: Registry): () => Promise<string> {
  if (!cluster.isWorker) return () => register.metrics();
  AggregatorRegistry.setRegistries([register]);
  const waiting = new Map<number, (text: string) => void>();
  let asked = 0;
  // The constructor is what listens for the primary's questions.
  void new AggregatorRegistry();
  process.on('message', (message: Partial<Answer>) => {
    if (message?.answer !== 'metrics') return;
    waiting.get(message.number!)?.(message.text!);
    waiting.delete(message.number!);
  });
  return async () => {
    const number = asked++;
    const text = await new Promise<string>((resolve) => {
      waiting.set(number, resolve);
      process.send!({ ask: 'metrics', number } satisfies Question);
    });
    return text === '' ? register.metrics() : text;
  };
}
