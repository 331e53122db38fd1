import { radixOf } from './radix.ts';

/** Crockford's base 32: upper case, without I, L, O and U, so that it can be read aloud and is QR's alphanumeric alphabet. */
export const crockford = radixOf('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 5);

/** What a person typed, as Crockford reads it: case, spaces and hyphens do not count, O is 0, I and L are 1. */
export function normaliseTyped(text: string): string {
  return text
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}
