import type { Kysely } from 'kysely';
import type { DeskStore } from '../attendance/desk.ts';
import type { DeviceStore } from '../attendance/devices.ts';
import type { InsightStore } from '../attendance/insight-store.ts';
import type { PolicyStore } from '../attendance/policy.ts';
import type { RecordStore, SessionStore } from '../attendance/ports.ts';
import type { StaffStore } from '../attendance/staff.ts';
import { commitOn } from './intake/commit.ts';
import { decideOn } from './desk/decide.ts';
import { deviceWritesOn } from './ports/device-writes.ts';
import { displayWritesOn, type DisplayWrites } from './ports/display-writes.ts';
import { markOn } from './desk/mark.ts';
import { markNewOn, unmarkOn } from './desk/mark-many.ts';
import { insightWritesOn } from './ports/insight-store.ts';
import { policyWritesOn } from './ports/policy-store.ts';
import { recomputeOn } from './judging/recompute.ts';
import type { Quirks } from './sql/quirks.ts';
import { sessionWritesOn, type SessionWrite } from './ports/session-writes.ts';
import { staffWritesOn } from './ports/staff-writes.ts';
import type { Tables } from './tables.ts';
import { undoDecisionOn } from './desk/undo-decision.ts';

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
    commit: commitOn((work) => db.transaction().execute(work), quirks),
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
