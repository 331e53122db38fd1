/** What displays said they showed, and what staff ask of them. Reports are appended and never changed. */
export interface DisplayReport {
  readonly institutionId: number;
  readonly sessionId: string;
  /** base64url of 16 random bytes; `export` for pictures and codes that were fetched. */
  readonly displayId: string;
  readonly name: string | null;
  /** The epochs that the report speaks of, both included; null from a display that only asks. */
  readonly known: EpochRange | null;
  readonly shown: readonly EpochRange[];
  readonly isHidden: boolean;
  readonly isLast: boolean;
  readonly atMs: number;
}

export type EpochRange = readonly [first: number, last: number];

export interface DisplayState {
  readonly displayId: string;
  readonly name: string | null;
  readonly lastSeenAtMs: number;
  readonly isHidden: boolean;
  readonly isClosed: boolean;
  readonly shownEpochs: number;
  readonly order: DisplayOrder;
}

export interface DisplayOrder {
  /** Null where staff asked nothing of it. */
  readonly hide: boolean | null;
  readonly seq: number;
}

/** What the displays of one session say together about an epoch of its beat. */
export interface ShownEpochs {
  /** Merged ranges, in order. */
  readonly shown: readonly EpochRange[];
  /** Epochs of which every display said whether it showed them; a display that closed speaks of all that follow. */
  readonly known: readonly EpochRange[];
}

export interface DisplayStore {
  /** Appends what is new in it, judges again what rests on a code that turns out never to have been shown, and answers the order for this display. */
  report(report: DisplayReport): Promise<DisplayReported>;
  listDisplays(institutionId: number, sessionId: string): Promise<readonly DisplayState[]>;
  /** False where there is no such display. */
  orderDisplay(order: { readonly institutionId: number; readonly sessionId: string; readonly displayId: string; readonly hide: boolean; readonly staffName: string; readonly atMs: number }): Promise<boolean>;
  shownEpochs(institutionId: number, sessionId: string): Promise<ShownEpochs>;
}

export interface DisplayReported {
  readonly order: DisplayOrder;
  /** Whether a record changed with it. */
  readonly hasChanged: boolean;
}

/** Null stands for no report at all: nobody knows, and nobody is accused. */
export function isShown({ shown, known }: ShownEpochs, epoch: number): 'shown' | 'not_shown' | 'unknown' {
  const holds = ([first, last]: EpochRange) => first <= epoch && epoch <= last;
  if (shown.some(holds)) return 'shown';
  return known.some(holds) ? 'not_shown' : 'unknown';
}
