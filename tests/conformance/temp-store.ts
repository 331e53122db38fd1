import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openStore, type OpenOptions, type Store } from '../../src/store/open.ts';

const cleanUps = new WeakMap<TestContext, (() => unknown)[]>();

/** Runs when the test ends, the last one first: a store closes before its directory goes. */
export function cleanUp(test: TestContext, work: () => unknown): void {
  const works = cleanUps.get(test);
  if (works !== undefined) {
    works.push(work);
    return;
  }
  const registered = [work];
  cleanUps.set(test, registered);
  test.after(async () => {
    for (const next of registered.reverse()) await next();
  });
}

/** A new directory that the test takes away with it. */
export function tempDir(test: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'attendance-'));
  cleanUp(test, () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Opens a data directory; the test may close the store itself and reopen it. */
export async function openTempStore(test: TestContext, dataDir: string = tempDir(test), hold: OpenOptions['hold'] = 'serve'): Promise<Store> {
  const opened = await openStore({ dataDir, hold });
  assert.ok(opened.ok, `opens: ${JSON.stringify(opened)}`);
  let closing: Promise<void> | undefined;
  const store = { ...opened.value, close: () => (closing ??= opened.value.close()) };
  cleanUp(test, () => store.close());
  return store;
}
