import assert from 'node:assert/strict';
import { createHmac, webcrypto } from 'node:crypto';
import { test } from 'node:test';

import { base64url } from '../../../protocol/base64url.ts';
import type { DisplayView } from '../../../protocol/schemas.ts';
import { parseTokenText, tokenMessage } from '../../../protocol/token.ts';
import { hex } from '../../../protocol/bytes.ts';
import { codesAt, keysLastUntilMs, type Showing } from './codes-at.ts';
import { hmacOf } from './hmac.ts';

const startsAtMs = Date.parse('2026-11-23T09:00:00Z');
const hmac = hmacOf(webcrypto.subtle as unknown as SubtleCrypto);
const keyOfBlock = (block: number) => new Uint8Array(32).fill(block + 1);

function displayOf({ rotationSeconds = 5, state = 'open' as DisplayView['session']['state'], firstBlock = 0, closesAtMs = startsAtMs + 60 * 60_000 } = {}): DisplayView {
  return {
    session: {
      session_id: '9a1c4a5e-0000-4000-8000-000000000000',
      course: 'Networks',
      state,
      starts_at: new Date(startsAtMs).toISOString(),
      closes_at: new Date(closesAtMs).toISOString(),
      duration_minutes: 60,
      identity: 'device',
      rotation_seconds: rotationSeconds,
      grace_seconds: 10,
      late_after_minutes: null,
      typed_enabled: true,
      checks: [],
      created_at: new Date(startsAtMs).toISOString(),
    },
    server_now_ms: startsAtMs,
    tag: '0102030405060708',
    starts_at_ms: startsAtMs,
    display: 0,
    url_prefix: 'HTTPS://ATTEND.EXAMPLE.EDU/S',
    typed_at: 'attend.example.edu/s',
    blocks: [firstBlock, firstBlock + 1].map((block) => ({
      block,
      until_ms: startsAtMs + (block + 1) * 900_000,
      key: base64url.encode(keyOfBlock(block)),
    })),
    counted: 0,
  };
}

function codeOf(showing: Showing) {
  assert.equal(showing.kind, 'code');
  return showing as Extract<Showing, { kind: 'code' }>;
}

test('two projectors with different replies show the same token at the same server time', async () => {
  const earlier = codeOf(await codesAt(displayOf({ firstBlock: 0 }), startsAtMs + 901_000, hmac));
  const later = codeOf(await codesAt(displayOf({ firstBlock: 1 }), startsAtMs + 904_999, hmac));
  assert.deepEqual(earlier, later);
});

test('a token names the epoch of its instant and is signed under the key of that epoch’s block', async () => {
  const { token } = codeOf(await codesAt(displayOf(), startsAtMs + 907_000, hmac));
  const parsed = parseTokenText(token.text);
  assert.ok(parsed.ok);
  assert.equal(parsed.value.epoch, 181);
  const expected = createHmac('sha256', keyOfBlock(1)).update(tokenMessage(parsed.value.header)).digest();
  assert.equal(hex(parsed.value.mac), hex(expected.subarray(0, 16)));
  assert.equal(token.fromMs, startsAtMs + 905_000);
  assert.equal(token.untilMs, startsAtMs + 910_000);
});

test('the typed code lives thirty seconds while six tokens pass', async () => {
  const instants = [0, 5, 10, 15, 20, 25].map((second) => startsAtMs + second * 1000);
  const shown = await Promise.all(instants.map(async (atMs) => codeOf(await codesAt(displayOf(), atMs, hmac))));
  assert.equal(new Set(shown.map(({ token }) => token.text)).size, 6);
  assert.equal(new Set(shown.map(({ typed }) => typed.text)).size, 1);
  assert.match(shown[0]!.typed.text, /^[0-9A-HJKMNP-TV-Z]{8}$/);
});

test('keys of two blocks make codes for fifteen minutes without a network and then say that they ran out', async () => {
  const display = displayOf();
  assert.equal(keysLastUntilMs(display), startsAtMs + 1_800_000);
  assert.equal((await codesAt(display, startsAtMs + 1_799_999, hmac)).kind, 'code');
  assert.deepEqual(await codesAt(display, startsAtMs + 1_800_000, hmac), { kind: 'keys_ran_out' });
});

test('an epoch that crosses the end of a block keeps the key of the block it began in', async () => {
  const { token } = codeOf(await codesAt(displayOf({ rotationSeconds: 7 }), startsAtMs + 901_000, hmac));
  const parsed = parseTokenText(token.text);
  assert.ok(parsed.ok);
  const expected = createHmac('sha256', keyOfBlock(0)).update(tokenMessage(parsed.value.header)).digest();
  assert.equal(hex(parsed.value.mac), hex(expected.subarray(0, 16)));
});

test('a scheduled session shows when it opens, and its first code from that instant on without another reply', async () => {
  const display = displayOf({ state: 'scheduled' });
  assert.deepEqual(await codesAt(display, startsAtMs - 1, hmac), { kind: 'scheduled', opensAtMs: startsAtMs });
  assert.equal((await codesAt(display, startsAtMs, hmac)).kind, 'code');
});

test('a closed session shows no code, and an open one none from the instant it closes', async () => {
  assert.deepEqual(await codesAt(displayOf({ state: 'closed' }), startsAtMs, hmac), { kind: 'closed' });
  assert.deepEqual(await codesAt(displayOf({ closesAtMs: startsAtMs + 60_000 }), startsAtMs + 60_000, hmac), { kind: 'closed' });
});

test('a static session shows one code from start to end', async () => {
  const display = { ...displayOf({ rotationSeconds: 0 }), blocks: [{ block: 0, until_ms: null, key: base64url.encode(keyOfBlock(0)) }] };
  const first = codeOf(await codesAt(display, startsAtMs, hmac));
  const last = codeOf(await codesAt(display, startsAtMs + 59 * 60_000, hmac));
  assert.deepEqual(first, last);
  assert.equal(keysLastUntilMs(display), Number.POSITIVE_INFINITY);
});

test('without WebCrypto the same codes are made in plain JavaScript', async () => {
  assert.deepEqual(await codesAt(displayOf(), startsAtMs, hmacOf(undefined)), await codesAt(displayOf(), startsAtMs, hmac));
});
