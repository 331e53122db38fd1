/** The element of a row, by its student's key. */
export function rowIdOf(key: string): string {
  return `desk-${key}`;
}
