/**
 * Batches that wait for the disk and not for a timer: while batches commit the next gathers, and an idle queue commits as soon as
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

/** How a store likes its batches. */
export interface Batching {
  /** Batches that are handed over before the first of them is durable; each is in order behind the one before. */
  readonly maxInFlight: number;
  /** So many leave at once, without waiting for the others of their instant: the store has something to do while the rest is read. */
  readonly enough: number;
}

export interface GroupCommitWish extends Partial<Batching> {
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
  { maxBatch, whenRead, maxInFlight = 1, enough = maxBatch }: GroupCommitWish,
): GroupCommit<Item, Outcome> {
  let gathered: Pending<Item, Outcome>[] = [];
  let inFlight = 0;
  let isReading = false;
  const whenDrained: (() => void)[] = [];

  function commit(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      gathered.push({ item, resolve, reject });
      if (gathered.length >= enough) leave();
      else leaveWhenRead();
    });
  }

  /** While others are in flight a few gain nothing by leaving, and each batch costs. */
  function leaveWhenRead(): void {
    if (isReading || gathered.length === 0 || inFlight > 0) return;
    if (whenRead === undefined) return leave();
    isReading = true;
    void whenRead().then(() => {
      isReading = false;
      if (inFlight === 0) leave();
    });
  }

  function leave(): void {
    if (gathered.length === 0 || inFlight >= maxInFlight) return;
    const batch = gathered.slice(0, maxBatch);
    gathered = gathered.length <= maxBatch ? [] : gathered.slice(maxBatch);
    inFlight++;
    void settle(batch).then(() => {
      inFlight--;
      if (gathered.length >= enough) leave();
      else leaveWhenRead();
      if (inFlight > 0 || gathered.length > 0) return;
      for (const resolve of whenDrained.splice(0)) resolve();
    });
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
    drained: () => (inFlight === 0 && gathered.length === 0 ? Promise.resolve() : new Promise((resolve) => whenDrained.push(resolve))),
    get waiting() {
      return gathered.length;
    },
  };
}
