import { sessionNamedBy } from '../../client/offline/compose-entry.ts';
import { carrierOf, splitJsonCode, type CodeText } from '../../protocol/carried-code.ts';
import { decodePayload, parsePayload } from '../../protocol/payload.ts';
import { parseTokenText } from '../../protocol/token.ts';
import { isChoice, type LineReader } from './line-reader.ts';
import type { News, SecondCodeWish } from './news.ts';
import { readPasted } from './paste.ts';
import { readCode } from './read-code.ts';

/** The epoch that the code names; undefined where it names none: a typed code, or one that never changes. */
function epochOf(code: CodeText): number | undefined {
  if (carrierOf(code) === 'token') {
    const token = parseTokenText(code);
    return token.ok ? token.value.epoch : undefined;
  }
  const text = decodePayload(splitJsonCode(code)?.payloadB64 ?? '');
  const payload = text.ok ? parsePayload(text.value) : text;
  return payload.ok ? payload.value.epoch : undefined;
}

/** Whether there may be a later code to wait for. A link to a code that never changes looks like the first one of a session; Enter goes on with it. */
export function hasSecondCode(code: CodeText): boolean {
  return epochOf(code) !== undefined;
}

/** What a code is after the first one. Two rotations, so that a picture that was passed on once is not enough. */
export function stepTo(first: CodeText, second: CodeText): 'later' | Exclude<SecondCodeWish, 'first_time'> {
  if (second === first) return 'same_code';
  const isOfSame = carrierOf(first) === carrierOf(second) && sessionNamedBy(first) === sessionNamedBy(second);
  const distance = isOfSame ? (epochOf(second) ?? -1) - epochOf(first)! : -1;
  if (distance >= 2) return 'later';
  return distance === 1 ? 'next_code' : distance === 0 ? 'same_code' : 'other_code';
}

/**
 * Asks until a later code is there, or somebody goes on with one code. Whoever chooses from the menu instead goes on too, so
 * that a script which knows nothing of second codes works as before. The very next code is told to
 * `onNext`, and is enough in case no later one comes.
 */
export async function readSecondCode(
  first: CodeText,
  { lines, tell, onNext }: { readonly lines: LineReader; readonly tell: (news: News) => void; readonly onNext: (code: CodeText) => void },
): Promise<CodeText | undefined> {
  let next: CodeText | undefined;
  let wanted: SecondCodeWish = 'first_time';
  for (;;) {
    tell({ event: 'second_code', wanted });
    const line = await lines.ask('QR> ');
    if (line === undefined || line.trim() === '') return next;
    if (isChoice(line)) {
      lines.putBack(line);
      return next;
    }
    const code = await readCode(await readPasted(lines, line));
    const step = code.ok ? stepTo(first, code.value) : 'other_code';
    if (code.ok && step === 'later') return code.value;
    if (code.ok && step === 'next_code') onNext((next = code.value));
    wanted = step === 'later' ? 'other_code' : step;
  }
}
