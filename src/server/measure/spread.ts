import type { Registry } from 'prom-client';

/** How values spread over ranges: what Prometheus calls a histogram, with one label or none. */
export interface Spread {
  /** Seconds, or whatever the buckets are in. */
  note(value: number, label?: string): void;
}

export interface SpreadWish {
  readonly name: string;
  readonly help: string;
  /** Upper bounds, rising. */
  readonly buckets: readonly number[];
  /** What the values of `label` are called; left out where there is one spread alone. */
  readonly label?: string;
}

interface Counts {
  /** One more than there are buckets: what lies above all of them. */
  readonly inBucket: Float64Array;
  sum: number;
}

/**
 * Noting looks for the bucket and adds one, with no allocation and no text: it is done for every submission, and prom-client's own
 * histogram builds its key anew each time. The lines are made when somebody reads them.
 */
export function spread(register: Registry, { name, help, buckets, label }: SpreadWish): Spread {
  const byLabel = new Map<string, Counts>();

  function startCounts(of: string): Counts {
    const counts = { inBucket: new Float64Array(buckets.length + 1), sum: 0 };
    byLabel.set(of, counts);
    return counts;
  }

  function linesOf(of: string, { inBucket, sum }: Counts): readonly Line[] {
    const labels = label === undefined ? {} : { [label]: of };
    let count = 0;
    const lines = [...buckets, '+Inf'].map((le, index) => ({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: (count += inBucket[index]!) }));
    return [...lines, { metricName: `${name}_sum`, labels, value: sum }, { metricName: `${name}_count`, labels, value: count }];
  }

  const told = { name, help, type: 'histogram', aggregator: 'sum' };
  const values = () => [...byLabel].flatMap(([of, counts]) => linesOf(of, counts));
  // The registry asks a metric for no more than this.
  register.registerMetric({ ...told, get: async () => ({ ...told, values: values() }), reset: () => byLabel.clear() } as never);
  if (label === undefined) startCounts('');

  return {
    note: (value, of = '') => {
      const counts = byLabel.get(of) ?? startCounts(of);
      let bucket = 0;
      while (bucket < buckets.length && value > buckets[bucket]!) bucket++;
      counts.inBucket[bucket]!++;
      counts.sum += value;
    },
  };
}

interface Line {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}
