import type { Clock, SessionStore } from '../attendance/ports.ts';

export interface RetireSecretsPorts {
  readonly store: Pick<SessionStore, 'retireSecrets'>;
  readonly clock: Clock;
  /** Called for each session whose secret was destroyed, so that caches forget it. */
  readonly onRetired: (sessionId: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Long after the last entry that still counts by itself (24 h), and long enough for a phone that was off for a holiday. */
export const secretLifetimeMs = 30 * 86_400_000;
const lookMs = 3_600_000;

/**
 * Destroys the secrets of sessions that closed 30 days ago: whoever steals the database and the master key later can make no
 * code of theirs. Looks at once and then every hour; returns how to stop.
 */
export function retireSecrets({ store, clock, onRetired, onError }: RetireSecretsPorts): () => void {
  async function look(): Promise<void> {
    try {
      for (const sessionId of await store.retireSecrets(clock() - secretLifetimeMs)) onRetired(sessionId);
    } catch (error) {
      onError(error);
    }
  }
  void look();
  const timer = setInterval(() => void look(), lookMs).unref();
  return () => clearInterval(timer);
}
