import { Counter, type Registry } from 'prom-client';

import { spread } from './spread.ts';

/** How many requests of each endpoint were answered with what status, and how long that took. */
export interface Requests {
  /** `endpoint` is a name of the table, `page`, or `none` where there is no such address. */
  note(endpoint: string, status: number, seconds: number): void;
}

const buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

export function requests(register: Registry): Requests {
  const durations = spread(register, { name: 'attend_request_duration_seconds', help: 'Time until a request was answered, by endpoint; live streams are left out', buckets, label: 'endpoint' });
  const counts = new Map<string, Map<number, number>>();

  new Counter({
    name: 'attend_requests_total',
    help: 'Answered requests by endpoint and status',
    labelNames: ['endpoint', 'status'],
    registers: [register],
    collect() {
      for (const [endpoint, byStatus] of counts) {
        for (const [status, count] of byStatus) this.inc({ endpoint, status }, count);
        byStatus.clear();
      }
    },
  });

  return {
    note: (endpoint, status, seconds) => {
      durations.note(seconds, endpoint);
      const byStatus = counts.get(endpoint) ?? new Map<number, number>();
      if (byStatus.size === 0) counts.set(endpoint, byStatus);
      byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    },
  };
}
