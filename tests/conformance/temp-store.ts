import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openStore, type OpenOptions, type Store } from '../../src/store/open.ts';

/** A new directory that the test takes away with it. */
export function tempDir(test: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'attendance-'));
  test.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Opens a data directory; the test may close the store itself and reopen it. */
export async function openTempStore(test: TestContext, dataDir: string = tempDir(test), hold: OpenOptions['hold'] = 'serve'): Promise<Store> {
  const opened = await openStore({ dataDir, hold });
  assert.ok(opened.ok, `opens: ${JSON.stringify(opened)}`);
  let closing: Promise<void> | undefined;
  const store = { ...opened.value, close: () => (closing ??= opened.value.close()) };
  test.after(() => store.close());
  return store;
}
