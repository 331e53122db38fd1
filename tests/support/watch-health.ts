import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

import { httpClient } from './http-client.ts';

/** Asks a server again and again whether it lives: an event loop that is blocked answers late. */
export interface HealthWatch {
  /** The longest answer in ms, less what this process itself was late by. */
  stop(): Promise<number>;
}

const everyMs = 10;

export function watchHealth(port: number): HealthWatch {
  const client = httpClient(port, 1);
  const own = monitorEventLoopDelay({ resolution: 5 });
  own.enable();
  let isStopped = false;
  let longestMs = 0;
  const asking = (async () => {
    while (!isStopped) {
      const startedMs = performance.now();
      const { status } = await client.send('/healthz');
      if (status !== 200) throw new Error(`/healthz answered ${status}`);
      longestMs = Math.max(longestMs, performance.now() - startedMs);
      await pause(everyMs);
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await asking;
      own.disable();
      client.close();
      return longestMs - own.max / 1e6;
    },
  };
}
