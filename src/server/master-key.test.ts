import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { keyFileIn } from './master-key.ts';

const parent = mkdtempSync(join(tmpdir(), 'attend-key-'));
after(() => rmSync(parent, { recursive: true }));
const bytes = (length: number) => new Uint8Array(length).fill(7);

test('a key file is made with its directory, for its owner alone, and read the next time', () => {
  const dir = join(parent, 'not', 'there');
  const made = keyFileIn(dir, bytes);
  assert.ok(made.ok && made.value.isNew);
  assert.equal(statSync(dir).mode & 0o777, 0o700);
  assert.equal(statSync(made.value.file).mode & 0o777, 0o600);
  const found = keyFileIn(dir, () => assert.fail('no second key is made'));
  assert.ok(found.ok && !found.value.isNew);
  assert.deepEqual(found.value.masterKey, bytes(32));
});

test('a key file that cannot be read is a sentence that says what to do', () => {
  mkdirSync(join(parent, 'odd', 'master.key'), { recursive: true });
  const found = keyFileIn(join(parent, 'odd'), bytes);
  assert.match(found.ok ? '' : found.failure, /odd\/master\.key cannot be read or made .*set MASTER_KEY or MASTER_KEY_FILE/);
});
