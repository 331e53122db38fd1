/** Where a key leads from a row; `place` is -1 before the first. Undefined where the key leads nowhere. */
export function nextRow(key: string, place: number, rowCount: number, pageRows: number): number | undefined {
  if (rowCount === 0) return undefined;
  const wanted = new Map([
    ['ArrowDown', place + 1],
    ['ArrowUp', place - 1],
    ['PageDown', place + pageRows],
    ['PageUp', place - pageRows],
    ['Home', 0],
    ['End', rowCount - 1],
  ]).get(key);
  return wanted === undefined ? undefined : Math.min(rowCount - 1, Math.max(0, wanted));
}
