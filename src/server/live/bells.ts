/** Who wants to hear when something changed in a session. */
export interface Bells {
  /** With the monotonic instant of the commit where this node stored what changed. */
  ring(sessionId: string, storedAtMs?: number): void;
  /** Answers how to stop listening. */
  listen(sessionId: string, hear: (storedAtMs: number | undefined) => void): () => void;
}

export function bells(): Bells {
  const listeners = new Map<string, Set<(storedAtMs: number | undefined) => void>>();
  return {
    ring: (sessionId, storedAtMs) => {
      for (const hear of listeners.get(sessionId) ?? []) hear(storedAtMs);
    },
    listen: (sessionId, hear) => {
      const those = listeners.get(sessionId) ?? new Set();
      listeners.set(sessionId, those.add(hear));
      return () => {
        those.delete(hear);
        if (those.size === 0 && listeners.get(sessionId) === those) listeners.delete(sessionId);
      };
    },
  };
}
