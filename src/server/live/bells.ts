import type { Bell } from '../../attendance/ports.ts';

/** Who wants to hear when something changed in a session. */
export interface Bells {
  readonly ring: Bell;
  /** Answers how to stop listening. */
  listen(sessionId: string, hear: () => void): () => void;
}

export function bells(): Bells {
  const listeners = new Map<string, Set<() => void>>();
  return {
    ring: (sessionId) => {
      for (const hear of listeners.get(sessionId) ?? []) hear();
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
