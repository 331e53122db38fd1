import { parseUtf8 } from '../../protocol/bytes.ts';
import { refusal, type Refusal } from '../../protocol/codes.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';

export const maxBodyBytes = 64 * 1024;

/** Strict UTF-8, strict JSON, and no `__proto__` at any depth. No body at all is an empty object: the defaults of everything. */
export function parseJsonBody(bytes: Uint8Array): Result<unknown, Refusal<'malformed'>> {
  if (bytes.length === 0) return ok({});
  const text = parseUtf8(bytes);
  if (text === undefined) return fail(refusal('malformed', 'request'));
  try {
    const body: unknown = JSON.parse(text);
    return mayNamePrototype(text) && namesPrototype(body) ? fail(refusal('malformed', '__proto__')) : ok(body);
  } catch {
    return fail(refusal('malformed', 'request'));
  }
}

/** Nearly every body is done with this look; an escape may spell the name in another way. */
function mayNamePrototype(text: string): boolean {
  return text.includes('__proto__') || text.includes('\\u');
}

/** Without recursion: 64 KB of brackets nest deeper than a stack. */
function namesPrototype(body: unknown): boolean {
  const waiting: unknown[] = [body];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) return true;
    waiting.push(...Object.values(value));
  }
  return false;
}
