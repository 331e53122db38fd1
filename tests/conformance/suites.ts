import { deskStoreSuite } from './desk-store.ts';
import { deviceStoreSuite } from './device-store.ts';
import { displayStoreSuite } from './display-store.ts';
import { insightStoreSuite } from './insight-store.ts';
import { policyStoreSuite } from './policy-store.ts';
import { recordStoreSuite } from './record-store.ts';
import { sessionStoreSuite } from './session-store.ts';
import { staffStoreSuite } from './staff-store.ts';

/** What every engine must do, each in the same words. */
export const suites = [sessionStoreSuite, recordStoreSuite, staffStoreSuite, insightStoreSuite, deviceStoreSuite, displayStoreSuite, deskStoreSuite, policyStoreSuite];
