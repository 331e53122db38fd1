import qrcode from 'qrcode-generator';

import { base64url } from '../../src/protocol/base64url.ts';
import { codeUrl } from '../../src/protocol/carried-code.ts';
import { encodePayload, payloadText } from '../../src/protocol/payload.ts';
import { tokenHeader, tokenText } from '../../src/protocol/token.ts';
import { textMatrix, urlMatrix, type Matrix } from '../../src/server/qr/matrix.ts';
import { seeded } from './camera.ts';

/** The ways to carry one code that are compared, as modules. */

export interface Drawn {
  readonly text: string;
  readonly matrix: Matrix;
}

type Level = 'L' | 'M';

export const carriers: Readonly<Record<string, (host: string, seed: number) => Drawn>> = {
  'URL, base 32, M': (host, seed) => drawn(urlOf(host, seed), urlMatrix),
  'URL, base 32, L': (host, seed) => drawn(urlOf(host, seed), (url) => urlModules(url, 'L')),
  'URL, base64url, M': (host, seed) => drawn(lowerCaseUrlOf(host, seed), textMatrix),
  'URL, base64url, L': (host, seed) => drawn(lowerCaseUrlOf(host, seed), (url) => bytesOnly(url, 'L')),
  'JSON, version 2, M': (_, seed) => drawn(jsonOf(seed), textMatrix),
  "the original's JSON, M": (_, seed) => drawn(originalOf(seed), textMatrix),
};

/** The names that depend on how long the host is. */
export const urlCarriers = Object.keys(carriers).filter((name) => name.startsWith('URL'));

export function versionOf(matrix: Matrix): number {
  return (matrix.length - 17) / 4;
}

function drawn(text: string, draw: (text: string) => Matrix): Drawn {
  return { text, matrix: draw(text) };
}

function urlOf(host: string, seed: number): string {
  const [tag, mac] = [randomBytes(8, seed), randomBytes(16, seed + 1)];
  return codeUrl(`https://${host}`, tokenText(tokenHeader(tag, seed % 720, 0), mac));
}

function lowerCaseUrlOf(host: string, seed: number): string {
  return `https://${host}/s#${base64url.encode(randomBytes(29, seed))}`;
}

function jsonOf(seed: number): string {
  const sessionId = '69d20aee-9f5e-415b-a272-4afed0eb0a34';
  const payload = payloadText({ sessionId, course: 'Networks', durationMinutes: 20, startTime: '2026-03-02T09:00:00.000+00:00', epoch: seed % 720 });
  return JSON.stringify({ payload_b64: encodePayload(payload), signature: Buffer.from(randomBytes(32, seed)).toString('hex') });
}

/** With the spaces that Python's json writes. */
function originalOf(seed: number): string {
  const payload =
    '{"course": "Networks", "duration_minutes": 20, "session_id": "69d20aee-9f5e-415b-a272-4afed0eb0a34", "start_time": "2025-11-14T08:38:58.821110+00:00"}';
  return `{"payload_b64": "${encodePayload(payload)}", "signature": "${Buffer.from(randomBytes(32, seed)).toString('hex')}"}`;
}

/** What stands before `#`, `#`, and what stands behind it, each in the mode that is smallest. */
export function urlModules(url: string, level: Level): Matrix {
  const prefix = url.slice(0, url.indexOf('#'));
  return modules(level, [prefix, 'Alphanumeric'], ['#', 'Byte'], [url.slice(prefix.length + 1), 'Alphanumeric']);
}

function bytesOnly(text: string, level: Level): Matrix {
  return modules(level, [text, 'Byte']);
}

function modules(level: Level, ...parts: readonly (readonly [text: string, mode: 'Alphanumeric' | 'Byte'])[]): Matrix {
  const qr = qrcode(0, level);
  for (const [text, mode] of parts) qr.addData(text, mode);
  qr.make();
  const side = Array.from({ length: qr.getModuleCount() }, (_, index) => index);
  return side.map((row) => side.map((column) => qr.isDark(row, column)));
}

function randomBytes(length: number, seed: number): Uint8Array {
  const random = seeded(seed);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}
