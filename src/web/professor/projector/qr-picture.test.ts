import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { codeUrlPrefix } from '../../../protocol/carried-code.ts';
import { crockford } from '../../../protocol/crockford.ts';
import { tokenBytes } from '../../../protocol/token.ts';
import { quietModules } from '../../ui/qr-picture.ts';
import { qrPictureOf } from './qr-picture.ts';

const anyToken = () => crockford.encode(randomBytes(tokenBytes));

test('a host of twenty characters makes version 4 at level M: 33 modules and a quiet zone of four', () => {
  const prefix = codeUrlPrefix('https://attend.example-u.edu');
  assert.equal(new URL('https://attend.example-u.edu').host.length, 20);
  assert.equal(qrPictureOf(prefix, anyToken()).side, 33 + 2 * quietModules);
});

test('every code of a session is drawn in one size', () => {
  const sides = Array.from({ length: 50 }, () => qrPictureOf('HTTPS://ATTEND.EXAMPLE.EDU/S', anyToken()).side);
  assert.equal(new Set(sides).size, 1);
});

test('a host that alphanumeric mode cannot hold is still drawn', () => {
  assert.match(qrPictureOf('HTTP://[FD00::2]:5000/S', anyToken()).path, /^M4 4h7v1h-7z/);
});

test('nothing is drawn in the quiet zone', () => {
  const { side, path } = qrPictureOf('HTTPS://ATTEND.EXAMPLE.EDU/S', anyToken());
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    assert.ok(Number(x) >= quietModules && Number(x) + Number(width) <= side - quietModules);
    assert.ok(Number(y) >= quietModules && Number(y) < side - quietModules);
  }
});
