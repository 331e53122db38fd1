import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

import { httpClient } from './http-client.ts';

/** Asks a server again and again whether it lives: an event loop that is blocked answers late. */
export interface HealthWatch {
  /** The longest answer in ms, less what this process was late by, and what the server's main thread waited for a processor meanwhile. */
  stop(): Promise<number>;
}

const everyMs = 10;

export function watchHealth({ port, pid }: { readonly port: number; readonly pid: number }): HealthWatch {
  const client = httpClient(port, 1);
  const own = monitorEventLoopDelay({ resolution: 5 });
  own.enable();
  let isStopped = false;
  let longestMs = 0;
  const asking = (async () => {
    while (!isStopped) {
      const startedMs = performance.now();
      const queuedMs = queuedMsOf(pid);
      const { status } = await client.send('/healthz');
      if (status !== 200) throw new Error(`/healthz answered ${status}`);
      longestMs = Math.max(longestMs, performance.now() - startedMs - (queuedMsOf(pid) - queuedMs));
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

/** How long a process's main thread was ready and had no processor since it began; 0 where the system does not say. */
function queuedMsOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
