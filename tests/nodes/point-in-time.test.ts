import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { openPostgres } from '../../src/store/postgres/open.ts';
import type { Store } from '../../src/store/open.ts';
import { aSession, classId, institutionId, someEvidence } from '../conformance/samples.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { rowsIn } from '../support/rows-in.ts';

/** Going back to a point in time as docs/operations.md says it, with PostgreSQL's own tools: an archived log, a base backup, a target. */

const running: PostgresServer[] = [];
after(() => Promise.all(running.map((server) => server.remove())));

async function start(...wish: Parameters<typeof startPostgres>): Promise<PostgresServer> {
  const server = await startPostgres(...wish);
  running.push(server);
  return server;
}

async function open(url: string): Promise<Store> {
  const opened = await openPostgres({ url });
  assert.ok(opened.ok, JSON.stringify(opened));
  return opened.value;
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + 30_000; !(await isSo()); await pause(50)) assert.ok(performance.now() < endMs, `waited in vain: ${what}`);
}

const hall = (name: string) => Array.from({ length: 20 }, (_, index) => someEvidence(`${name}-${index}`, `${name} ${index}`));

test('a base backup and the archived log bring back what was there at an instant, and nothing of later', { timeout: 120_000 }, async () => {
  const archive = { archive_mode: 'on', archive_command: 'mkdir -p ../archive && cp %p ../archive/%f' };
  const first = await start(archive, { careless: true });
  const url = first.url('attendance');
  const store = await open(url);
  await store.sessions.insertSession(aSession());
  await store.records.commit(hall('before the backup'));
  const base = first.takeBase();
  await store.records.commit(hall('after the backup'));
  const [row] = await rowsIn(url, 'select clock_timestamp()::text as instant');
  await store.records.commit(hall('by mistake'));
  await store.close();
  const [last] = await rowsIn(url, 'select pg_walfile_name(pg_switch_wal()) as file');
  await until('the log is archived', async () => String((await rowsIn(url, 'select last_archived_wal as file from pg_stat_archiver'))[0]!['file']) >= String(last!['file']));
  await first.stop('immediate');

  const recovery = { restore_command: `cp ${join(first.dir, 'archive')}/%f %p`, recovery_target_time: String(row!['instant']), recovery_target_action: 'promote' };
  const second = await start(recovery, { careless: true, recoverFrom: base });
  const there = `${second.server}/attendance`;
  await until('recovered', async () => (await rowsIn(there, 'select pg_is_in_recovery() as recovering'))[0]!['recovering'] === false);
  const restored = await open(there);
  try {
    const students = (await restored.records.listRecords(institutionId, classId, null, 100)).map(({ record }) => record.studentId);
    assert.deepEqual(students.toSorted(), [...hall('before the backup'), ...hall('after the backup')].map(({ studentId }) => studentId).toSorted());
    const kinds = async (name: string) => [...new Set((await restored.records.commit(hall(name))).map(({ kind }) => kind))];
    assert.deepEqual([await kinds('after the backup'), await kinds('by mistake')], [['replayed'], ['stored']], 'what phones still hold comes in again');
  } finally {
    await restored.close();
  }
});
