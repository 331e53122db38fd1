import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { groupCommit } from '../../src/attendance/group-commit.ts';
import type { CommitItem } from '../../src/attendance/ports.ts';
import type { CommitOutcome } from '../../src/attendance/record.ts';
import { openStore } from '../../src/store/open.ts';
import type { OpenLectureStore } from './store.ts';

/** The program's own store in a directory of its own, for as many lectures as are played on it. */
export async function onDisk(): Promise<{ readonly openStore: OpenLectureStore; close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'simulate-'));
  const opened = await openStore({ dataDir, hold: 'serve' });
  if (!opened.ok) throw new Error(`the store in ${dataDir} does not open: ${JSON.stringify(opened.failure)}`);
  const { sessions, records, displays, close } = opened.value;
  const commits = groupCommit<CommitItem, CommitOutcome>((batch) => records.commit(batch), { maxBatch: 512 });
  return {
    async openStore(lectures) {
      for (const session of lectures) await sessions.insertSession(session);
      return {
        commit: (batch) => Promise.all(batch.map((item) => commits.commit(item))),
        findEvidence: (institutionId, entryId) => records.findEvidence(institutionId, entryId),
        findRecord: (institutionId, sessionId, studentKey) => records.findRecord(institutionId, sessionId, studentKey),
        async report({ institutionId, sessionId }, { known, shown }, atMs) {
          await displays.report({ institutionId, sessionId, displayId: 'AAAAAAAAAAAAAAAAAAAAAA', name: null, known: known[0]!, shown, isHidden: false, isLast: false, atMs });
        },
      };
    },
    async close() {
      await close();
      await rm(dataDir, { recursive: true });
    },
  };
}
