import { STATUS_CODES } from 'node:http';

import { requestIdHeader } from '../request-id.ts';
import type { SubmitAnswer } from './submit-answers.ts';

/** Makes the bytes of answers over HTTP/1.1 as Node's server makes them, as one text whose letters are all of its encoding. */
export function answerTexts(keepAliveMs: number, clock: () => number): (answer: SubmitAnswer, requestId: string) => readonly [text: string, encoding: 'latin1' | 'utf8'] {
  const keep = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveMs / 1000)}\r\n\r\n`;
  /** Of the last status 201, whose headers are always the same. */
  let known: SubmitAnswer['headers'] | undefined;
  let knownText = '';
  let dateSecond = 0;
  let tail = '';

  return ({ status, headers, text }, requestId) => {
    const second = Math.floor(clock() / 1000);
    if (second !== dateSecond) {
      dateSecond = second;
      tail = `\r\nDate: ${new Date(second * 1000).toUTCString()}\r\n${keep}`;
    }
    if (status !== 201) return withLength(headOf(status, headers));
    if (headers !== known) [known, knownText] = [headers, headOf(status, headers)];
    return withLength(knownText);

    function withLength(head: string): readonly [string, 'latin1' | 'utf8'] {
      const length = Buffer.byteLength(text);
      // The same bytes where every letter is one of ASCII, and quicker to write.
      return [`${head}${requestIdHeader}: ${requestId}\r\ncontent-length: ${length}${tail}${text}`, length === text.length ? 'latin1' : 'utf8'];
    }
  };
}

function headOf(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}`;
}
