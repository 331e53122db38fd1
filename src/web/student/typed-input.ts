import { findCode, type CodeText } from '../../protocol/carried-code.ts';
import { crockford, normaliseTyped } from '../../protocol/crockford.ts';
import { typedLetters } from '../../protocol/typed-code.ts';

/** What the field shows while a code is typed: capitals in two groups of four, as on the screen in the hall. */
export function groupTyped(text: string): string {
  const letters = text.toUpperCase().replace(/[\s-]/g, '').slice(0, typedLetters);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

export type TypedProblem = { readonly kind: 'wrong_letter'; readonly letter: string } | { readonly kind: 'wrong_length'; readonly count: number };

export type TypedReading = { readonly kind: 'code'; readonly code: CodeText } | TypedProblem;

/** Reads what was typed: the code, or the first thing that is wrong with it. */
export function readTyped(text: string): TypedReading {
  const letters = normaliseTyped(text);
  // One letter of base 32 alone always leaves bits over, so each is tried with a zero beside it.
  const wrong = [...letters].find((letter) => crockford.decode(`0${letter}`.padEnd(8, '0')) === undefined);
  if (wrong !== undefined) return { kind: 'wrong_letter', letter: wrong };
  const code = letters.length === typedLetters ? findCode(letters) : undefined;
  return code === undefined ? { kind: 'wrong_length', count: letters.length } : { kind: 'code', code };
}
