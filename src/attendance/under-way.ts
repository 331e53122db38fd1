import type { CommitOutcome, Evidence } from './record.ts';

/** Submissions whose commit is under way: the same one again waits for the same commit. */
export interface UnderWay {
  /** False where it has begun already. */
  begin(key: string): boolean;
  /** What becomes of it, with the evidence that was begun; undefined where it is not under way. */
  waitFor(key: string): Promise<Ended> | undefined;
  end(key: string, ended: Ended): void;
  fail(key: string, error: unknown): void;
}

export interface Ended {
  readonly outcome: CommitOutcome;
  readonly evidence: Evidence;
}

/**
 * Only keys are kept of what nobody asks for again. A map that is filled and emptied all the time leaves its earlier tables behind, each
 * with a pointer to the next, so that once one of them is old all that any of them held is taken for alive until the next full collection.
 */
export function underWay(): UnderWay {
  const begun = new Set<string>();
  const repeated = new Map<string, PromiseWithResolvers<Ended>>();

  function forget(key: string): PromiseWithResolvers<Ended> | undefined {
    begun.delete(key);
    if (repeated.size === 0) return undefined;
    const those = repeated.get(key);
    repeated.delete(key);
    return those;
  }

  return {
    begin(key) {
      if (begun.has(key)) return false;
      begun.add(key);
      return true;
    },
    waitFor(key) {
      if (!begun.has(key)) return undefined;
      const those = repeated.get(key) ?? Promise.withResolvers<Ended>();
      repeated.set(key, those);
      return those.promise;
    },
    end: (key, ended) => forget(key)?.resolve(ended),
    fail: (key, error) => forget(key)?.reject(error),
  };
}
