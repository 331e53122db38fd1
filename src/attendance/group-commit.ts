/**
 * Batches that wait for the disk and not for a timer: while batches commit the next gathers, and an idle queue commits as soon as
 * what has arrived already is in it. A promise settles only after its batch did, so nothing is acknowledged before it is durable.
 */
export interface GroupCommit<Item, Outcome> {
  commit(item: Item): Promise<Outcome>;
  /** The same without a promise, for what comes in thousands. */
  add(waiting: Waiting<Item, Outcome>): void;
  /** Resolves when nothing waits and nothing is in flight. */
  drained(): Promise<void>;
  readonly waiting: number;
}

/** Called once, by the time that the batch is settled; neither may throw. */
export interface Waiting<Item, Outcome> {
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
  let gathered: Waiting<Item, Outcome>[] = [];
  let inFlight = 0;
  let isReading = false;
  const whenDrained: (() => void)[] = [];

  function add(waiting: Waiting<Item, Outcome>): void {
    gathered.push(waiting);
    if (gathered.length >= enough) leave();
    else leaveWhenRead();
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
    void settle(batch);
  }

  async function settle(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    let tell: () => void;
    try {
      const outcomes = await write(batch.map(({ item }) => item));
      tell = () => batch.forEach(({ resolve }, index) => resolve(outcomes[index]!));
    } catch (error) {
      tell = () => batch.forEach(({ reject }) => reject(error));
    }
    inFlight--;
    // The store has the next before anybody is told.
    if (gathered.length >= enough) leave();
    else leaveWhenRead();
    tell();
    if (inFlight > 0 || gathered.length > 0) return;
    for (const resolve of whenDrained.splice(0)) resolve();
  }

  return {
    commit: (item) => new Promise((resolve, reject) => add({ item, resolve, reject })),
    add,
    drained: () => (inFlight === 0 && gathered.length === 0 ? Promise.resolve() : new Promise((resolve) => whenDrained.push(resolve))),
    get waiting() {
      return gathered.length;
    },
  };
}
