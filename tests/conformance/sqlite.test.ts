import { recordStoreSuite } from './record-store.ts';
import { sessionStoreSuite } from './session-store.ts';
import { staffStoreSuite } from './staff-store.ts';
import { openTempStore } from './temp-store.ts';

for (const suite of [sessionStoreSuite, recordStoreSuite, staffStoreSuite]) suite('SQLite', (test) => openTempStore(test));
