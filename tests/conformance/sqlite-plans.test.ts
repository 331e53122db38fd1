import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { MarkOutcome } from '../../src/attendance/ports.ts';
import { migrate } from '../../src/store/migrate.ts';
import { sqliteQuirks } from '../../src/store/sql/quirks.ts';
import { insightReadsOn } from '../../src/store/ports/insight-store.ts';
import { recordReadsOn } from '../../src/store/ports/record-reads.ts';
import { sessionReadsOn } from '../../src/store/ports/session-reads.ts';
import { connect } from '../../src/store/sqlite/connect.ts';
import { kyselyOn } from '../../src/store/sqlite/dialect.ts';
import { staffReadsOn } from '../../src/store/ports/staff-reads.ts';
import { writesOn } from '../../src/store/writes.ts';
import { aHeadcount, aMark, anAttempt, aSession, aToken, bytesOf, classId, deviceless, institutionId, someEvidence, startMs } from './samples.ts';
import { cleanUp, tempDir } from './temp-store.ts';

describe('SQLite', () => {
  it('answers every port method by an index that leads with the institution: no statement reads a whole table', async (test) => {
    const database = connect(join(tempDir(test), 'attendance.sqlite'), 'writer');
    cleanUp(test, () => database.close());
    await migrate(kyselyOn(database), sqliteQuirks);
    const prepare = database.prepare.bind(database);
    const seen = new Set<string>();
    database.prepare = (sql: string) => (seen.add(sql), prepare(sql));
    const db = kyselyOn(database);

    const writes = writesOn(db, sqliteQuirks);
    const session = aSession();
    await writes.insertSession(session);
    await writes.commit([deviceless('1', 'a'), someEvidence('1', 'b'), anAttempt('2')]);
    await writes.commit([deviceless('3', 'c')]);
    await writes.commit([someEvidence('3', 'd')]);
    const first = someEvidence('6', 'first');
    const link = { deviceId: first.deviceId!, entryId: bytesOf('refused'), seq: 2, prev: bytesOf('lost') };
    await writes.commit([first, anAttempt('6', { link }), { kind: 'contact', institutionId, head: link.entryId, atMs: startMs }]);
    await writes.commit([someEvidence('7', 'guest', { deviceId: first.deviceId, isGuest: true, chain: { seq: 3, prev: link.entryId }, head: bytesOf('more') })]);
    await writes.commit([someEvidence('6', 'fork', { deviceId: first.deviceId, chain: { seq: 3, prev: first.entryId } })]);
    await writes.commit([someEvidence('7', 'second phone', { deviceId: bytesOf('second phone') })]);
    await writes.recompute(institutionId, null, false);
    const check = { institutionId, sessionId: classId, expected: [], checks: [{ fromMs: startMs, untilMs: startMs + 60_000 }], staffName: 'Dr. Rao', atMs: startMs };
    await writes.replaceChecks({ ...check, action: 'start_check' });
    await writes.mark(aMark('4'));
    const [{ record }] = (await writes.markNew([aMark('5')])) as [MarkOutcome];
    await writes.unmark([{ ...aMark('5'), seq: record.seq }]);
    await writes.switchTyped({ institutionId, sessionId: classId, offSinceMs: startMs, staffName: 'Dr. Rao', atMs: startMs });
    const change = { institutionId, sessionId: classId, expected: session.openings, openings: session.openings, staffName: 'Dr. Rao', atMs: startMs };
    await writes.replaceOpenings({ ...change, action: 'extend' });
    await writes.addHeadcount(aHeadcount());
    await writes.insertToken(aToken('link', { kind: 'setup' }));
    await writes.exchangeSetup(aToken('link').hash, aToken('browser', { kind: 'browser', parentTokenId: 'link' }), startMs);
    await writes.revokeToken(institutionId, 'link', startMs);
    await writes.revokeSetups(institutionId, startMs);

    const records = recordReadsOn(db);
    await records.findEvidence(institutionId, someEvidence('1', 'b').entryId);
    await records.findRecord(institutionId, classId, '1');
    await records.changesAfter(institutionId, classId, 0, 10);
    await records.listRecords(institutionId, classId, null, 10);
    const sessions = sessionReadsOn(db);
    await sessions.findSession(institutionId, classId);
    await sessions.findSessionByTag(institutionId, session.tag);
    await sessions.listSessionsOpenBetween(institutionId, startMs, startMs);
    await sessions.listSessions(institutionId, startMs + 1, 10);
    await sessions.countsOf(institutionId, classId);
    const insight = insightReadsOn(db);
    await insight.listHeadcounts(institutionId, classId, 10);
    await insight.firstSeenOf(institutionId, [someEvidence('1', 'b').deviceId!]);
    const staff = staffReadsOn(db);
    await staff.findToken(aToken('link').hash);
    await staff.listTokens(institutionId);
    await staff.hasStaff(institutionId);

    assert.ok(seen.size > 25, 'the statements were seen');
    for (const sql of seen) {
      const steps = prepare(`explain query plan ${sql}`).all().map(({ detail }) => String(detail));
      // Not tables: the rows of a statement itself, also where it calls them `named`, and the small list of the tokens that one token signed in.
      const scans = steps.filter((step) => step.startsWith('SCAN') && !/^SCAN (?:tree|named|\d+-ROW VALUES CLAUSE|CONSTANT ROW)/.test(step));
      assert.deepEqual(scans, [], sql);
      const searches = steps.filter((step) => /^SEARCH (?:evidence|record|link|contact|device|decision|display|display_range)\b/.test(step));
      assert.deepEqual(searches.filter((step) => !step.includes('(institution_id=?')), [], sql);
    }
  });
});
