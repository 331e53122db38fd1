import { submitPath } from '../../../protocol/submit-path.ts';
import { maxBodyBytes } from '../json-body.ts';
import { requestIdHeader } from '../request-id.ts';

/** Where the body of a submission stands after its head, in bytes, and the id that a proxy gave it. */
export interface SubmitHead {
  readonly bodyAt: number;
  readonly length: number;
  readonly requestId: string | undefined;
}

const requestLine = Buffer.from(`${submitPath.join(' ')} HTTP/1.1\r\n`);
/** A browser's head has one kilobyte; Node takes sixteen. */
const maxHeadBytes = 8 * 1024;
const [tab, lineFeed, carriageReturn, blank, colon] = [0x09, 0x0a, 0x0d, 0x20, 0x3a];

/** RFC 9110, section 5.6.2: the letters of a name, each as its lower-case one; 0 for what is in none. */
const letterOfName = new Uint8Array(256);
for (const letter of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz") letterOfName[letter.charCodeAt(0)] = letter.charCodeAt(0);
for (let letter = 0x41; letter <= 0x5a; letter++) letterOfName[letter] = letter + 0x20;

/** RFC 9110, section 5.5: what is visible, blank or not ASCII. */
const isOfValue = Uint8Array.from({ length: 256 }, (_, letter) => (letter === tab || (letter >= blank && letter !== 0x7f) ? 1 : 0));

export const jsonTypes: ReadonlySet<string | undefined> = new Set(['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8']);

/** The headers that say what a request is; those that never stand in a submission as clients send it have no place. */
const told = ['host', 'content-type', 'content-length', requestIdHeader] as const;
const foreign = ['transfer-encoding', 'expect', 'upgrade'];
const ofConnection = ['connection', 'proxy-connection'];
/** By their length, so that most lines are compared with nothing. */
const namesOfLength: (readonly string[])[] = [];
for (const name of [...told, ...foreign, ...ofConnection]) namesOfLength[name.length] = [...(namesOfLength[name.length] ?? []), name];

/**
 * Reads the head of a submission as clients send it: the exact request line, one host, JSON, and a length that is told and allowed.
 * Undefined for everything else, also for what is only unusual: chunks, a header of those twice, a line that HTTP does not know, a
 * head that has not arrived as a whole. What it takes, Node's own parser reads in the same way (submit-head.test.ts). It looks at each
 * byte once and makes no text of what nobody asks for.
 */
export function readSubmitHead(bytes: Buffer): SubmitHead | undefined {
  const most = Math.min(bytes.length, maxHeadBytes);
  if (most < requestLine.length || requestLine.compare(bytes, 0, requestLine.length) !== 0) return undefined;
  const values: [host?: string, type?: string, length?: string, requestId?: string] = [];
  let at = requestLine.length;
  while (bytes[at] !== carriageReturn) {
    const nameAt = at;
    while (at < most && letterOfName[bytes[at]!] !== 0) at++;
    const name = nameIn(bytes, nameAt, at);
    if (at === nameAt || bytes[at] !== colon) return undefined;
    const valueAt = ++at;
    while (at < most && isOfValue[bytes[at]!] === 1) at++;
    if (at + 1 >= most || bytes[at] !== carriageReturn || bytes[at + 1] !== lineFeed) return undefined;
    if (name !== undefined && !note(values, name, valueIn(bytes, valueAt, at))) return undefined;
    at += 2;
  }
  if (at + 1 >= most || bytes[at + 1] !== lineFeed) return undefined;
  const [host, type, length, requestId] = values;
  if (!host || !jsonTypes.has(type) || length === undefined || !/^[1-9]\d{0,5}$/.test(length)) return undefined;
  const size = Number(length);
  return size <= maxBodyBytes ? { bodyAt: at + 2, length: size, requestId } : undefined;
}

/** One of the names that matter; undefined for any other. */
function nameIn(bytes: Buffer, from: number, to: number): string | undefined {
  return namesOfLength[to - from]?.find((name) => {
    let at = 0;
    while (at < name.length && letterOfName[bytes[from + at]!] === name.charCodeAt(at)) at++;
    return at === name.length;
  });
}

/** Blanks and tabs around a value do not belong to it. */
function valueIn(bytes: Buffer, from: number, to: number): string {
  while (from < to && isBlank(bytes[from]!)) from++;
  while (to > from && isBlank(bytes[to - 1]!)) to--;
  return bytes.toString('latin1', from, to);
}

function isBlank(letter: number): boolean {
  return letter === blank || letter === tab;
}

/** False where the request is not for the lane. */
function note(values: (string | undefined)[], name: string, value: string): boolean {
  const place = told.indexOf(name as (typeof told)[number]);
  if (place < 0) return ofConnection.includes(name) && value.toLowerCase() === 'keep-alive';
  if (values[place] !== undefined) return false;
  values[place] = value;
  return true;
}
