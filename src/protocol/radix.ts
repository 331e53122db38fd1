import type { Bytes } from './bytes.ts';

/**
 * Texts whose letters carry a fixed number of bits each, most significant bit first (RFC 4648 without its padding).
 * The unused low bits of the last letter are zero; a decoder refuses anything else, so one text stands for one value.
 */
export interface Radix {
  encode(bytes: Uint8Array): string;
  decode(text: string): Bytes | undefined;
}

export function radixOf(alphabet: string, bitsPerLetter: number): Radix {
  const noLetter = 255;
  const valueOf = new Uint8Array(128).fill(noLetter);
  for (const [value, letter] of [...alphabet].entries()) valueOf[letter.charCodeAt(0)] = value;
  const mask = (1 << bitsPerLetter) - 1;

  function encode(bytes: Uint8Array): string {
    let text = '';
    let pending = 0;
    let pendingBits = 0;
    for (let index = 0; index < bytes.length; index++) {
      pending = (pending << 8) | bytes[index]!;
      pendingBits += 8;
      while (pendingBits >= bitsPerLetter) {
        pendingBits -= bitsPerLetter;
        text += alphabet[(pending >> pendingBits) & mask];
      }
      pending &= (1 << pendingBits) - 1;
    }
    if (pendingBits > 0) text += alphabet[(pending << (bitsPerLetter - pendingBits)) & mask];
    return text;
  }

  function decode(text: string): Bytes | undefined {
    const bytes = new Uint8Array(Math.floor((text.length * bitsPerLetter) / 8));
    let length = 0;
    let pending = 0;
    let pendingBits = 0;
    for (let index = 0; index < text.length; index++) {
      const value = valueOf[text.charCodeAt(index)] ?? noLetter;
      if (value === noLetter) return undefined;
      pending = (pending << bitsPerLetter) | value;
      pendingBits += bitsPerLetter;
      if (pendingBits >= 8) {
        pendingBits -= 8;
        bytes[length++] = pending >> pendingBits;
        pending &= (1 << pendingBits) - 1;
      }
    }
    const isCanonical = pendingBits < bitsPerLetter && pending === 0;
    return isCanonical ? bytes : undefined;
  }

  return { encode, decode };
}
