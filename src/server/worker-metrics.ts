import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

/** Between the process that was started and its workers, which share its port. */
export interface Question {
  readonly ask: 'metrics';
  readonly number: number;
}

export interface Answer {
  readonly answer: 'metrics';
  readonly number: number;
  /** Empty where not all of them answered. */
  readonly text: string;
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
