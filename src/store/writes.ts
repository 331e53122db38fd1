import type { Kysely } from 'kysely';
import type { DeskStore } from '../attendance/desk.ts';
import type { DeviceStore } from '../attendance/devices.ts';
import type { InsightStore } from '../attendance/insight-store.ts';
import type { PolicyStore } from '../attendance/policy.ts';
import type { RecordStore, SessionStore } from '../attendance/ports.ts';
import type { StaffStore } from '../attendance/staff.ts';
import { commitOn } from './commit.ts';
import { decideOn } from './decide.ts';
import { deviceWritesOn } from './device-writes.ts';
import { displayWritesOn, type DisplayWrites } from './display-writes.ts';
import { markOn } from './mark.ts';
import { markNewOn, unmarkOn } from './mark-many.ts';
import { insightWritesOn } from './insight-store.ts';
import { policyWritesOn } from './policy-store.ts';
import { recomputeOn } from './recompute.ts';
import type { Quirks } from './quirks.ts';
import { sessionWritesOn, type SessionWrite } from './session-writes.ts';
import { staffWritesOn } from './staff-writes.ts';
import type { Tables } from './tables.ts';
import { undoDecisionOn } from './undo-decision.ts';

/** Every way in which the database changes. Each is one transaction, and each resolves after it is durable. */
export interface Writes
  extends
    Pick<RecordStore, 'commit' | 'mark' | 'markNew' | 'unmark'>,
    Pick<SessionStore, SessionWrite>,
    Pick<InsightStore, 'addHeadcount'>,
    Pick<DeviceStore, 'changeDevice'>,
    Pick<DeskStore, 'decide' | 'undoDecision' | 'recompute'>,
    Pick<PolicyStore, 'setPolicy'>,
    DisplayWrites,
    Pick<StaffStore, 'insertToken' | 'revokeToken' | 'exchangeSetup' | 'revokeSetups'> {
  /** Resolves where a transaction can be written now. */
  probe(): Promise<void>;
}

export function writesOn(db: Kysely<Tables>, quirks: Quirks): Writes {
  return {
    commit: commitOn(db, quirks),
    mark: markOn(db),
    markNew: markNewOn(db),
    unmark: unmarkOn(db),
    ...sessionWritesOn(db),
    ...insightWritesOn(db),
    ...staffWritesOn(db),
    ...deviceWritesOn(db),
    ...displayWritesOn(db),
    ...policyWritesOn(db),
    decide: decideOn(db),
    undoDecision: undoDecisionOn(db),
    recompute: recomputeOn(db),
    probe: () =>
      db.transaction().execute(async (tx) => {
        await tx.updateTable('change_counter').set((eb) => ({ last_seq: eb.ref('last_seq') })).execute();
      }),
  };
}
