type Asks = readonly (() => Promise<unknown>)[];
type Answers<Some extends Asks> = { -readonly [Index in keyof Some]: Awaited<ReturnType<Some[Index]>> };

/** How several statements of one transaction are asked. */
export interface Asking {
  /** Whether what is asked at once costs one wait. */
  readonly isTogether: boolean;
  all<const Some extends Asks>(asks: Some): Promise<Answers<Some>>;
}

/** For a database in the same process, and for transactions that could go on with the next statement after one has failed and all was taken back. */
export const inTurn: Asking = {
  isTogether: false,
  async all<const Some extends Asks>(asks: Some) {
    const answers: unknown[] = [];
    for (const ask of asks) answers.push(await ask());
    return answers as Answers<Some>;
  },
};

/** For a database that is a network away, over a connection that takes nothing after the first failure. */
export const together: Asking = {
  isTogether: true,
  all: async <const Some extends Asks>(asks: Some) => (await Promise.all(asks.map((ask) => ask()))) as Answers<Some>,
};
