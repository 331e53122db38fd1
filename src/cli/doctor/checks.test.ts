import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import type { ServerFacts } from '../../store/postgres/inspect-server.ts';
import type { Check } from './check.ts';
import { checkDisk, checkNode } from './machine-checks.ts';
import { checkServer } from './postgres-checks.ts';
import { checkClock } from './server-checks.ts';
import { checkSyncTime } from './sync-time.ts';

const stateOf = (checks: readonly Check[], name = checks[0]?.name) => checks.find((check) => check.name === name)?.state;

test('a disk fails without room and is warned of before', () => {
  const withFree = (bytes: number) => stateOf(checkDisk(tmpdir(), () => bytes));
  assert.deepEqual([2e9, 9e8, 4e7].map(withFree), ['ok', 'warn', 'fail']);
  assert.equal(stateOf(checkDisk(join(tmpdir(), 'not', 'there', 'yet'), () => 2e9)), 'ok', 'it is looked for where the directory will be');
});

test('a write that takes long is warned of, one that takes a second fails, and nothing stays behind', () => {
  const dir = mkdtempSync(join(tmpdir(), 'attend-sync-'));
  const taking = (ms: number) => {
    let nowMs = 0;
    return checkSyncTime(dir, () => (nowMs += ms));
  };
  assert.deepEqual([1, 60, 1_500].map((ms) => stateOf(taking(ms))), ['ok', 'warn', 'fail']);
  assert.match(taking(60)[0]!.finding, /a write to the disk takes 60\.0 ms/);
  assert.deepEqual(readdirSync(dir), []);
  rmSync(dir, { recursive: true });
  assert.deepEqual(taking(1), [], 'a directory that is not there is not made');
});

test("a clock is compared with the server's, which says whole seconds", () => {
  const at = new Date(1_800_000_000_000);
  const offBy = (ms: number) => checkClock('http://hall:5000', at.toUTCString(), at.getTime() + ms);
  assert.deepEqual([900, -4_000, 8_000].map((ms) => offBy(ms).state), ['ok', 'ok', 'warn']);
  assert.match(offBy(8_000).finding, /7\.0 s from the server at http:\/\/hall:5000; set both by NTP/);
  assert.equal(checkClock('http://hall:5000', null, 0).state, 'warn');
});

test('a PostgreSQL fails that is too old, a standby, not ours or careless; a slow, far or crowded one is warned of', () => {
  const well: ServerFacts = {
    ...{ version: '15.4', number: 15_00_04, mayCreate: true, foreignTables: 0, databaseBytes: 1, commitMs: 2, isStandby: false },
    ...{ commit: 'on', fsync: 'on', standbys: '', free: 50, clockOffMs: 20 },
  };
  assert.ok(checkServer(well).every(({ state }) => state === 'ok'), JSON.stringify(checkServer(well)));
  const cases: readonly [Partial<ServerFacts>, string, Check['state']][] = [
    [{ version: '14.1', number: 14_00_01 }, 'database', 'fail'],
    [{ isStandby: true, commitMs: null }, 'writing', 'fail'],
    [{ mayCreate: false }, 'writing', 'fail'],
    [{ foreignTables: 3 }, 'writing', 'fail'],
    [{ fsync: 'off' }, 'durable', 'fail'],
    [{ commitMs: 2_000 }, 'sync', 'fail'],
    [{ commitMs: 80 }, 'sync', 'warn'],
    [{ clockOffMs: 3_000 }, 'clock', 'warn'],
    [{ free: 4 }, 'room', 'warn'],
  ];
  for (const [facts, name, state] of cases) assert.equal(stateOf(checkServer({ ...well, ...facts }), name), state, JSON.stringify(facts));
});

test('a Node that cannot run this fails', () => {
  assert.deepEqual(['v20.1.0', 'v22.17.9', 'v22.18.0', 'v24.1.0'].map((version) => stateOf(checkNode(version))), ['fail', 'fail', 'ok', 'ok']);
});
