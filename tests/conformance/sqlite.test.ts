import { suites } from './suites.ts';
import { openTempStore } from './temp-store.ts';

for (const suite of suites) suite('SQLite', (test) => openTempStore(test));
