import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { checkTls } from './machine-checks.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../../tests/http', name), 'utf8');
const tls = { cert: read('localhost.cert.pem'), key: read('localhost.key.pem'), certFile: 'cert.pem', keyFile: 'key.pem' };
const [fromMs, untilMs, day] = [Date.UTC(2026, 10, 22, 10, 6, 32), Date.UTC(2126, 9, 29, 10, 6, 32), 24 * 3_600_000];

const statesOf = (publicUrl: string | undefined, nowMs: number) => checkTls({ tls, publicUrl }, nowMs).map(({ state, finding }) => `${state} ${finding}`);

test('a certificate is looked at from its first instant to its last, and warned of before it ends', () => {
  assert.match(statesOf(undefined, fromMs - 1)[0]!, /^fail .*not good before 2026-11-22T10:06:32/);
  assert.match(statesOf(undefined, fromMs + 1)[0]!, /^ok CN=localhost: good for \d+ days/);
  assert.match(statesOf(undefined, untilMs - 13 * day)[0]!, /^warn .*expires in 13 days/);
  assert.match(statesOf(undefined, untilMs + day)[0]!, /^fail .*expired at 2126-10-29T10:06:32/);
});

test('it has to be for the name or the address that codes lead to', () => {
  for (const ours of ['https://localhost', 'https://localhost:8443', 'https://127.0.0.1']) assert.match(statesOf(ours, fromMs + 1)[0]!, /^ok /, ours);
  for (const other of ['https://attend.example.edu', 'https://192.0.2.7']) assert.match(statesOf(other, fromMs + 1)[0]!, /^fail .*is not for .* of PUBLIC_URL/, other);
});

test('without one it says what phones cannot do', () => {
  assert.match(checkTls({ tls: undefined, publicUrl: undefined }, fromMs)[0]!.finding, /only behind HTTPS/);
});
