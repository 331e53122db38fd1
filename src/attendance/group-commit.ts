/**
 * Batches that wait for the disk and not for a timer: while one batch commits the next gathers, and an idle queue commits as soon as
 * what has arrived already is in it. A promise settles only after its batch did, so nothing is acknowledged before it is durable.
 */
export interface GroupCommit<Item, Outcome> {
  commit(item: Item): Promise<Outcome>;
  /** Resolves when nothing waits and nothing is in flight. */
  drained(): Promise<void>;
  readonly waiting: number;
}

interface Pending<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitWish {
  readonly maxBatch: number;
  /**
   * Resolves when the requests that have arrived were read, so that they share one commit: under load it is the batches that cost,
   * and one that leaves with the first request leaves the others of the same instant behind. Left out, nothing is waited for.
   */
  readonly whenRead?: () => Promise<void>;
}

/** `write` answers one outcome an item, in order. A batch that fails rejects each of its items and no other. */
export function groupCommit<Item, Outcome>(
  write: (batch: readonly Item[]) => Promise<readonly Outcome[]>,
  { maxBatch, whenRead }: GroupCommitWish,
): GroupCommit<Item, Outcome> {
  let gathered: Pending<Item, Outcome>[] = [];
  let running: Promise<void> | undefined;

  function commit(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      gathered.push({ item, resolve, reject });
      running ??= run();
    });
  }

  async function run(): Promise<void> {
    while (gathered.length > 0) {
      if (whenRead !== undefined) await whenRead();
      const batch = gathered.slice(0, maxBatch);
      gathered = gathered.slice(maxBatch);
      await settle(batch);
    }
    running = undefined;
  }

  async function settle(batch: readonly Pending<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await write(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(outcomes[index]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return {
    commit,
    drained: () => running ?? Promise.resolve(),
    get waiting() {
      return gathered.length;
    },
  };
}
