import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { it } from 'node:test';

import { base64url } from '../protocol/base64url.ts';
import type { DisplayView } from '../protocol/schemas.ts';
import { parseTokenText, tokenMessage } from '../protocol/token.ts';
import { shownCode } from './shown-code.ts';

const startsAtMs = 1_700_000_000_000;
const keys = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)] as const;
const at = new Date(startsAtMs).toISOString();

function displayOf(rotationSeconds: number): DisplayView {
  return {
    session: {
      ...{ session_id: 'x', course: 'Networks', state: 'open', starts_at: at, closes_at: at, duration_minutes: 60, identity: 'device' },
      ...{ rotation_seconds: rotationSeconds, grace_seconds: 10, late_after_minutes: null, typed_enabled: true, checks: [], created_at: at },
    },
    ...{ server_now_ms: startsAtMs, tag: '0102030405060708', starts_at_ms: startsAtMs, display: 1, url_prefix: 'HTTPS://HALL.TEST/S' },
    ...{ typed_at: 'hall.test/s', counted: 0 },
    blocks: keys.map((key, block) => ({ block, until_ms: startsAtMs + (block + 1) * 900_000, key: base64url.encode(key) })),
  };
}

function epochUnder(key: Uint8Array, url: string): number {
  const [prefix, text] = url.split('#');
  assert.equal(prefix, 'HTTPS://HALL.TEST/S');
  const token = parseTokenText(text!);
  assert.ok(token.ok);
  assert.deepEqual(Buffer.from(token.value.mac), createHmac('sha256', key).update(tokenMessage(token.value.header)).digest().subarray(0, 16));
  return token.value.epoch;
}

it('shows the code of the epoch, made with the key of its block, until the next epoch', () => {
  const early = shownCode(displayOf(5), startsAtMs + 12_345)!;
  assert.deepEqual([epochUnder(keys[0], early.url), early.untilMs], [2, startsAtMs + 15_000]);
  const late = shownCode(displayOf(5), startsAtMs + 900_000)!;
  assert.equal(epochUnder(keys[1], late.url), 180);
  assert.match(late.typed!, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
});

it('changes the typed code every 30 s only', () => {
  const typedAt = (ms: number) => shownCode(displayOf(5), startsAtMs + ms)!.typed;
  assert.equal(typedAt(29_999), typedAt(0));
  assert.notEqual(typedAt(30_000), typedAt(0));
});

it('shows one code for ever where it is static', () => {
  const shown = shownCode(displayOf(0), startsAtMs + 10 ** 9)!;
  assert.deepEqual([epochUnder(keys[0], shown.url), shown.untilMs], [0, null]);
});

it('shows nothing before the start, and nothing past the keys at hand', () => {
  assert.equal(shownCode(displayOf(5), startsAtMs - 1), undefined);
  assert.equal(shownCode(displayOf(5), startsAtMs + 1_800_000), undefined);
});

it('shows no typed code where staff switched them off', () => {
  const display = displayOf(5);
  assert.equal(shownCode({ ...display, session: { ...display.session, typed_enabled: false } }, startsAtMs)!.typed, null);
});
