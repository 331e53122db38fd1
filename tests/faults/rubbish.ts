import { base64url } from '../../src/protocol/base64url.ts';
import { seeded } from '../bench/camera.ts';
import type { SendOptions } from '../support/http-client.ts';

/** One request that no honest client sends. `name` is its kind, for the counts. */
export interface Rubbish {
  readonly name: string;
  readonly path: string;
  readonly options: SendOptions;
}

export interface ValidBodies {
  readonly original: Readonly<Record<string, unknown>>;
  readonly entry: Readonly<Record<string, unknown>>;
  readonly sessionId: string;
  readonly token: string;
}

const oddValues: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, '', ' ', 'x', '\u0000', '\uD800', 'é'.repeat(64), '💥'.repeat(40), 'x'.repeat(9_000)],
  ...[[], [[]], {}, { toString: 'x' }, { length: 1e9 }, ['2022IMT-048'], '2025-11-14', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999+14:00'],
  ...["'; DROP TABLE record; --", '{{7*7}}', '../../etc/passwd', '=1+1', '%00', 'constructor', '__proto__'],
];
const paths = ['/', '/attendance/%00', '/attendance/x', '/qr/x.png', '/qr/..%2f..%2f.json', '/sessions/0/live', '/staff/%ff', '/assets/..%2f..%2fpackage.json', '/%c0%ae', '/s?x=%'];
const methods = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND'];
const json = { 'content-type': 'application/json' };

/** Endless kinds of it, the same for the same `random`. */
export function rubbish({ original, entry, sessionId, token }: ValidBodies, random: () => number): Rubbish {
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!;
  const submit = (name: string, body: string | Uint8Array, headers: SendOptions['headers'] = json): Rubbish => ({
    ...{ name, path: '/submit_attendance' },
    options: { method: 'POST', headers, body },
  });
  const valid = () => (random() < 0.5 ? original : entry);
  const kinds: readonly (() => Rubbish)[] = [
    () => submit('wrong value', JSON.stringify({ ...valid(), [pick(Object.keys(valid()))]: pick(oddValues) })),
    () => submit('left out', JSON.stringify(Object.fromEntries(Object.entries(valid()).filter(() => random() < 0.7)))),
    () => submit('no object', JSON.stringify(pick(oddValues))),
    () => submit('flipped bytes', flipped(Buffer.from(JSON.stringify(valid())), random)),
    () => submit('cut off', JSON.stringify(valid()).slice(0, Math.floor(random() * 200))),
    () => submit('prototype', `{"__proto__":{"student_id":"x"},"constructor":{"prototype":{"x":1}},${JSON.stringify(valid()).slice(1)}`),
    () => submit('hidden prototype', `{"\\u005f_proto__":{"queued":true},${JSON.stringify(valid()).slice(1)}`),
    () => submit('nested', nested(Math.floor(random() * 12_000), random)),
    () => submit('not UTF-8', Buffer.concat([Buffer.from('{"student_id":"'), noise(40, random), Buffer.from('"}')])),
    () => submit('noise', noise(Math.floor(random() * 600), random)),
    () => submit('other base64', JSON.stringify({ ...entry, entry: respelled(String(entry['entry']), random) })),
    () => submit('entry of noise', JSON.stringify({ ...entry, entry: base64url.encode(noise(Math.floor(random() * 400), random)) })),
    () => submit('entry of changed JSON', JSON.stringify({ ...entry, entry: base64url.encode(flipped(Buffer.from(String(entry['entry']), 'base64url'), random)) })),
    () => submit('other type', JSON.stringify(valid()), { 'content-type': pick(['text/plain', 'application/xml', 'application/json; charset=utf-16', '', 'multipart/form-data']) }),
    () => submit('doubled fields', `{"student_id":"a",${JSON.stringify(original).slice(1, -1)},"student_id":7}`),
    () => ({ name: 'other place', path: pick(paths), options: { method: pick(methods), headers: pick([{}, { authorization: `Bearer ${token}` }, { authorization: 'Bearer ' }, { cookie: 'attend_staff=%' }]) } }),
    () => ({ name: 'odd question', path: `/sessions?limit=${pick(['-1', '1e9', 'x', '%00', ''])}&before=${pick(['', 'x', '9e99', '2026'])}`, options: { headers: { authorization: `Bearer ${token}` } } }),
    () => staffCall('odd session', '/create_session', { course: pick(oddValues), duration_minutes: pick(['20', 0, 1441, 1e9, null]), starts_at: pick(oddValues) }),
    () => staffCall('odd mark', `/sessions/${sessionId}/records`, { student_id: pick(oddValues), attendance: pick(oddValues), note: pick(oddValues) }),
  ];
  const staffCall = (name: string, path: string, body: unknown): Rubbish => ({
    ...{ name, path },
    options: { method: 'POST', headers: { ...json, authorization: `Bearer ${token}` }, body: JSON.stringify(body) },
  });
  return pick(kinds)();
}

/** A body far past the limit. */
export function megabyte(random: () => number): Rubbish {
  const body = random() < 0.5 ? noise(1_000_000, random) : Buffer.from(JSON.stringify({ student_id: 'x'.repeat(1_000_000) }));
  return { name: 'a megabyte', path: '/submit_attendance', options: { method: 'POST', headers: json, body } };
}

/** Bytes at random, of which any piece is as good as new ones: a million of those for each large body cost more than all the requests. */
const noisePool = Uint8Array.from({ length: 1_200_000 }, byteOf(seeded(7)));

function byteOf(random: () => number): () => number {
  return () => Math.floor(random() * 256);
}

function noise(length: number, random: () => number): Uint8Array {
  const from = Math.floor(random() * (noisePool.length - length));
  return noisePool.subarray(from, from + length);
}

function flipped(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let times = 0; times <= random() * 4; times++) copy[Math.floor(random() * copy.length)]! ^= 1 << Math.floor(random() * 8);
  return copy;
}

function nested(depth: number, random: () => number): string {
  const [open, close] = random() < 0.5 ? ['[', ']'] : ['{"a":', '}'];
  return `${open.repeat(depth)}1${random() < 0.8 ? close.repeat(depth) : ''}`;
}

/** The same bytes, or nearly, in a text that no encoder writes. */
function respelled(text: string, random: () => number): string {
  const spellings = [`${text}=`, ` ${text}`, `${text}\n`, text.replaceAll('_', '/').replaceAll('-', '+'), text.slice(1), `${text}A`, text.replace(/.$/, 'B')];
  return spellings[Math.floor(random() * spellings.length)]!;
}
