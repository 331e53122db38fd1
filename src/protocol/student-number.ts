export const maxStudentNumberLength = 64;

/** A student number as it is shown: NFC, without spaces around it. Undefined where it is empty, too long or holds control characters. */
export function parseStudentNumber(text: string): string | undefined {
  const shown = text.normalize('NFC').trim();
  if (shown === '' || shown.length > maxStudentNumberLength) return undefined;
  return !shown.isWellFormed() || /\p{Cc}|\p{Zl}|\p{Zp}/u.test(shown) ? undefined : shown;
}

/** What two numbers are compared by: `2022imt-048 ` and `2022IMT-048` are one student. */
export function studentKeyOf(shown: string): string {
  return shown.normalize('NFC').trim().toUpperCase().normalize('NFC');
}
