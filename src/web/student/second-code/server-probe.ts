import { parseJsonObject } from '../../../protocol/payload.ts';
import { paths } from '../../../protocol/paths.ts';

/** Knows whether our server can be reached at the moment at which a code is found: it is asked while the camera starts. */
export interface ServerProbe {
  /** True where the browser is offline, or the server has not answered for two seconds. */
  isAway(): Promise<boolean>;
}

export interface ProbePorts {
  readonly fetch: typeof globalThis.fetch;
  readonly isOnline: () => boolean;
  readonly nowMs: () => number;
}

const timeoutMs = 2_000;
/** For so long an answer speaks of now. */
const freshMs = 8_000;

/** Asks at once. The connection that it opens is there for the scan, too. */
export function probeServer({ fetch, isOnline, nowMs }: ProbePorts): ServerProbe {
  let answeredAtMs = -Infinity;
  let asking = isOnline() ? ask() : undefined;

  async function ask(): Promise<void> {
    try {
      const reply = await fetch(paths.healthz[1], { cache: 'no-store', redirect: 'manual', credentials: 'omit', signal: AbortSignal.timeout(timeoutMs) });
      // The page of a portal is no answer of ours.
      if (reply.status === 200 && parseJsonObject(await reply.text())?.['status'] === 'ok') answeredAtMs = nowMs();
    } catch {
      // Nothing came in time.
    } finally {
      asking = undefined;
    }
  }

  return {
    async isAway() {
      if (!isOnline()) return true;
      if (nowMs() - answeredAtMs < freshMs) return false;
      await (asking ??= ask());
      return nowMs() - answeredAtMs >= freshMs;
    },
  };
}
