import type { ShownEpochs } from '../../src/attendance/displays.ts';
import type { CommitItem, RecordStore } from '../../src/attendance/ports.ts';
import type { CommitOutcome } from '../../src/attendance/record.ts';
import type { Session } from '../../src/attendance/session.ts';
import { judgingStore } from '../support/judging-store.ts';

/** What keeps the evidence of one lecture. */
export interface LectureStore extends Pick<RecordStore, 'findEvidence' | 'findRecord'> {
  commit(batch: readonly CommitItem[]): Promise<readonly CommitOutcome[]>;
  /** What the hall's one display says that it showed. */
  report(session: Session, shown: ShownEpochs, atMs: number): Promise<void>;
}

export type OpenLectureStore = (sessions: readonly Session[]) => Promise<LectureStore>;

/** The same rules on the same pure functions, without a disk. */
export const inMemory: OpenLectureStore = async (sessions) => {
  const store = judgingStore(sessions);
  return { ...store, report: async ({ sessionId }, shown) => void store.shown.set(sessionId, shown) };
};
