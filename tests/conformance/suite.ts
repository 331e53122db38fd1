import type { TestContext } from 'node:test';
import type { Store } from '../../src/store/open.ts';

/** What a suite runs on: an empty store of some engine, which is closed and removed when the test ends. */
export type OpenEmptyStore = (test: TestContext) => Promise<Store>;
