import { submitPath } from '../../../protocol/submit-path.ts';
import { maxBodyBytes } from '../json-body.ts';
import { requestIdHeader } from '../request-id.ts';

/** Where the body of a submission stands after its head, in bytes, and the id that a proxy gave it. */
export interface SubmitHead {
  readonly bodyAt: number;
  readonly length: number;
  readonly requestId: string | undefined;
}

const requestLine = `${submitPath.join(' ')} HTTP/1.1\r\n`;
/** A browser's head has one kilobyte; Node takes sixteen. */
const maxHeadBytes = 8 * 1024;
/** RFC 9112, section 5: a name directly before the colon, then what is visible, blank or not ASCII. It reads no letter twice. */
const headerLine = /([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)\r\n/y;

export const jsonTypes: ReadonlySet<string | undefined> = new Set(['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8']);

/**
 * Reads the head of a submission as clients send it: the exact request line, one host, JSON, and a length that is told and allowed.
 * Undefined for everything else, also for what is only unusual: chunks, a header of those twice, a line that HTTP does not know, a
 * head that has not arrived as a whole. What it takes, Node's own parser reads in the same way (tests/http/submit-head.test.ts).
 */
export function readSubmitHead(bytes: Buffer): SubmitHead | undefined {
  const end = bytes.indexOf('\r\n\r\n', 0, 'latin1') + 2;
  if (end < requestLine.length || end > maxHeadBytes) return undefined;
  const text = bytes.toString('latin1', 0, end);
  if (!text.startsWith(requestLine)) return undefined;
  let host: string | undefined;
  let type: string | undefined;
  let length: string | undefined;
  let requestId: string | undefined;
  headerLine.lastIndex = requestLine.length;
  while (headerLine.lastIndex < end) {
    const found = headerLine.exec(text);
    if (found === null) return undefined;
    const value = withoutBlanks(found[2]!);
    switch (found[1]!.toLowerCase()) {
      case 'host':
        if (host !== undefined) return undefined;
        host = value;
        break;
      case 'content-type':
        if (type !== undefined) return undefined;
        type = value;
        break;
      case 'content-length':
        if (length !== undefined) return undefined;
        length = value;
        break;
      case requestIdHeader:
        if (requestId !== undefined) return undefined;
        requestId = value;
        break;
      case 'connection':
      case 'proxy-connection':
        if (value.toLowerCase() !== 'keep-alive') return undefined;
        break;
      case 'transfer-encoding':
      case 'expect':
      case 'upgrade':
        return undefined;
    }
  }
  if (!host || !jsonTypes.has(type) || length === undefined || !/^[1-9]\d{0,5}$/.test(length)) return undefined;
  const size = Number(length);
  return size <= maxBodyBytes ? { bodyAt: end + 2, length: size, requestId } : undefined;
}

/** RFC 9110, section 5.5: blanks and tabs around a value do not belong to it; other white space does. */
function withoutBlanks(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && isBlank(value.charCodeAt(start))) start++;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--;
  return value.slice(start, end);
}

function isBlank(letter: number): boolean {
  return letter === 0x20 || letter === 0x09;
}
