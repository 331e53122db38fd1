import { insightStoreSuite } from './insight-store.ts';
import { recordStoreSuite } from './record-store.ts';
import { sessionStoreSuite } from './session-store.ts';
import { staffStoreSuite } from './staff-store.ts';
import { openTempStore } from './temp-store.ts';

for (const suite of [sessionStoreSuite, recordStoreSuite, staffStoreSuite, insightStoreSuite]) suite('SQLite', (test) => openTempStore(test));
