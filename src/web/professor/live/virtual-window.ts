/** Which rows of a long table are drawn: those in sight and a few beyond, with blank space that stands for the others. */
export interface DrawnRows {
  /** `[first, after)` */
  readonly first: number;
  readonly after: number;
  readonly spaceBeforePx: number;
  readonly spaceAfterPx: number;
}

export interface Viewport {
  readonly scrolledPx: number;
  readonly heightPx: number;
  readonly rowPx: number;
}

/** Rows drawn beyond each edge, so that a quick turn of the wheel shows no gap. */
const beyond = 12;
/** The window moves in steps, so that most scrolling draws nothing new. */
const step = 8;

export function rowsInSight({ scrolledPx, heightPx, rowPx }: Viewport, rowCount: number): DrawnRows {
  const top = Math.floor(Math.max(0, scrolledPx) / rowPx);
  const first = Math.min(stepDown(Math.max(0, top - beyond)), stepDown(rowCount));
  const after = Math.min(rowCount, stepDown(top + Math.ceil(heightPx / rowPx) + beyond + step));
  return { first, after, spaceBeforePx: first * rowPx, spaceAfterPx: Math.max(0, rowCount - after) * rowPx };
}

/** Where to scroll so that a row is in sight; undefined where it is already. `headPx` is what a sticky header covers. */
export function scrollToRow({ scrolledPx, heightPx, rowPx }: Viewport, row: number, headPx: number): number | undefined {
  const top = row * rowPx;
  if (top < scrolledPx) return top;
  const leastPx = top + rowPx - (heightPx - headPx);
  return leastPx > scrolledPx ? leastPx : undefined;
}

function stepDown(row: number): number {
  return row - (row % step);
}
