/** Printable ASCII without a space, as nearly every student number is: it is its own NFC, and there is nothing to trim. */
export function isPlainNumber(text: string): boolean {
  return /^[!-~]{1,64}$/.test(text);
}
