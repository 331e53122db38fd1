import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { defaultPolicy } from '../../src/attendance/policy.ts';
import { deskReadsOn } from '../../src/store/desk/desk-reads.ts';
import { deviceReadsOn } from '../../src/store/ports/device-reads.ts';
import { displayReadsOn } from '../../src/store/ports/display-reads.ts';
import { migrate } from '../../src/store/migrate.ts';
import { policyReadsOn } from '../../src/store/ports/policy-store.ts';
import { sqliteQuirks } from '../../src/store/sql/quirks.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import { writesOn } from '../../src/store/writes.ts';
import { aDecision, aReport } from './desk-samples.ts';
import { anAttempt, aSession, bytesOf, classId, deviceless, institutionId, someEvidence, startMs } from './samples.ts';
import { cleanUp, tempDir } from './temp-store.ts';

describe('SQLite', () => {
  it('answers the ports of devices, displays, policies and the desk by an index', async (test) => {
    const database = connect(join(tempDir(test), 'attendance.sqlite'), 'writer');
    cleanUp(test, () => database.close());
    await migrate(kyselyOn(database), sqliteQuirks);
    const prepare = database.prepare.bind(database);
    const seen = new Set<string>();
    const db = kyselyOn(database);
    const writes = writesOn(db, sqliteQuirks);
    await writes.insertSession(aSession());
    const phone = { deviceId: bytesOf('phone') };
    await writes.commit([deviceless('1', 'a'), someEvidence('2', 'b', phone), anAttempt('3'), anAttempt(null)]);

    database.prepare = (sql: string) => (seen.add(sql), prepare(sql));
    const device = { institutionId, ...phone, staffName: 'Dr. Rao', atMs: startMs };
    await writes.changeDevice({ ...device, action: { kind: 'bind', studentId: '1', studentKey: '1' } });
    await writes.changeDevice({ ...device, action: { kind: 'revoke' } });
    await writes.reportDisplay(aReport({ known: [0, 9], shown: [[0, 1]] }));
    await writes.reportDisplay(aReport({ known: [10, 12], shown: [[3, 3]], isLast: true }));
    await writes.orderDisplay({ institutionId, sessionId: classId, displayId: 'left', hide: true, staffName: 'Dr. Rao', atMs: startMs });
    await writes.setPolicy({ institutionId, course: 'Course-101', policy: defaultPolicy, staffName: 'Dr. Rao', atMs: startMs });
    for (const [student, kind] of [['1', 'accept'], ['1', 'ask'], ['3', 'accept'], ['3', 'reject']] as const) {
      const result = await writes.decide(aDecision(student, kind));
      assert.ok(typeof result === 'object');
      const undo = { institutionId, sessionId: classId, studentKey: student, seq: result.decision!.seq, staffName: 'Dr. Rao', atMs: startMs };
      assert.ok(typeof (await writes.undoDecision(undo)) === 'object');
    }

    await deviceReadsOn(db).listDevices(institutionId, null, 10);
    await deviceReadsOn(db).listDevices(institutionId, '1', 10);
    await deviceReadsOn(db).findDevice(institutionId, bytesOf('phone'));
    await displayReadsOn(db).listDisplays(institutionId, classId);
    await displayReadsOn(db).shownEpochs(institutionId, classId);
    await policyReadsOn(db).findPolicy(institutionId, 'Course-101');
    const desk = deskReadsOn(db);
    assert.equal((await desk.listDesk(institutionId, classId, 10)).length, 2);
    assert.equal((await desk.listRefusals(institutionId, classId, 10)).length, 2);
    await desk.findDecision(institutionId, classId, '1');
    await desk.listHistory(institutionId, classId, null, 10);
    await desk.listHistory(institutionId, classId, '1', 10);
    await desk.listRoster(institutionId, 'Course-101', 10);

    assert.ok(seen.size > 40, 'the statements were seen');
    for (const sql of seen) {
      const steps = prepare(`explain query plan ${sql}`).all().map(({ detail }) => String(detail));
      const scans = steps.filter((step) => step.startsWith('SCAN') && !/^SCAN (?:\d+-ROW VALUES CLAUSE|CONSTANT ROW)/.test(step));
      assert.deepEqual(scans, [], sql);
      // One institution has most rows of a table: only the newest devices of all are found by it alone.
      const wide = steps.filter((step) => step.endsWith('(institution_id=?)') && !sql.includes('from "device" where "institution_id" = ? order by'));
      assert.deepEqual(wide, [], sql);
    }
  });
});
