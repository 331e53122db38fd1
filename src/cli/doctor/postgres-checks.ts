import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { defaultInstitution } from '../../attendance/institution.ts';
import type { Config } from '../../server/config.ts';
import { keyFileIn } from '../../server/master-key.ts';
import { sessionKeys } from '../../server/session-keys.ts';
import { readVersion, schemaVersion } from '../../store/migrate.ts';
import { connectionsTo } from '../../store/postgres/connect.ts';
import { kyselyOn } from '../../store/postgres/dialect.ts';
import { inspectServer, type ServerFacts } from '../../store/postgres/inspect-server.ts';
import { isHalfMoved } from '../../store/postgres/open.ts';
import { sessionReadsOn } from '../../store/ports/session-reads.ts';
import { failed, guarded, passed, warned, type Check } from './check.ts';
import { judgeSyncTime } from './sync-time.ts';

export interface DoctorPorts {
  readonly randomBytes: (length: number) => Uint8Array;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
}

/** What windows of codes allow for between two nodes, and so between each node and the clock that all of them share. */
const toleratedMs = 1_000;

/** PostgreSQL: whether it answers, takes writes, keeps them, and has the clock, the tables and the sessions of this installation. Changes nothing. */
export async function checkPostgres(config: Config, url: string, { randomBytes, nowMs, monotonicMs }: DoctorPorts): Promise<readonly Check[]> {
  const facts = await inspectServer({ url }, { nowMs, monotonicMs });
  if (!facts.ok) return [failed('database', facts.failure.detail)];
  const connections = connectionsTo({ url, connections: 2 });
  try {
    return [...checkServer(facts.value), ...(await guarded('schema', () => checkContents(kyselyOn(connections), config, randomBytes)))];
  } finally {
    await connections.pool.end();
  }
}

const oldestServer = 15_00_00;
const connectionsOfAServer = 9;

export function checkServer(facts: ServerFacts): readonly Check[] {
  const { version, number, isStandby, free, databaseBytes, commitMs } = facts;
  return [
    number < oldestServer ? failed('database', `PostgreSQL ${version} is too old; use 15 or newer`) : passed('database', `PostgreSQL ${version} answers; the database has ${Math.ceil(databaseBytes / 1_000_000)} MB, and the room on its disk is its machine's to watch`),
    isStandby ? failed('writing', 'this is a standby, which takes no writes; name the primary, or all hosts: postgres://USER@HOST1,HOST2/DATABASE') : checkUser(facts),
    checkDurability(facts),
    ...(commitMs === null ? [] : [judgeSyncTime('a commit in the database', commitMs)]),
    checkClock(facts),
    free < connectionsOfAServer
      ? warned('room', `${free} connections are left, and a server process takes up to ${connectionsOfAServer}; raise max_connections`)
      : passed('room', `${free} connections are left; a server process takes up to ${connectionsOfAServer}`),
  ];
}

function checkUser({ mayCreate, foreignTables }: ServerFacts): Check {
  if (!mayCreate) return failed('writing', 'this user may not create tables; make it the owner: alter database … owner to …');
  if (foreignTables > 0) return failed('writing', `${foreignTables} tables belong to another user, so an upgrade could not change them; give them to this one: reassign owned by … to …`);
  return passed('writing', 'this user may create tables, and owns those that are there');
}

function checkDurability({ fsync, commit, standbys }: ServerFacts): Check {
  if (fsync !== 'on') return failed('durable', 'fsync is off: a power cut loses what was acknowledged; set fsync=on');
  const where = standbys === '' ? 'on one disk; synchronous_standby_names names no standby that would have it too' : `on this disk and on synchronous standbys (${standbys})`;
  return passed('durable', `synchronous_commit is ${commit}: what is acknowledged is ${where}`);
}

/** Nodes judge windows of codes by clocks of their own, so each is compared with the one that they share. */
function checkClock({ clockOffMs }: ServerFacts): Check {
  const finding = `this machine is ${(clockOffMs / 1000).toFixed(2)} s from the database's clock`;
  return clockOffMs <= toleratedMs ? passed('clock', finding) : warned('clock', `${finding}; set both by NTP, or nodes judge codes differently`);
}

async function checkContents(db: ReturnType<typeof kyselyOn>, config: Config, randomBytes: DoctorPorts['randomBytes']): Promise<readonly Check[]> {
  const version = await readVersion(db);
  if (version === 0) return [warned('schema', 'there are no tables yet; the first "attend serve" makes them')];
  if (version > schemaVersion) return [failed('schema', `version ${version} is newer than this program, which knows ${schemaVersion}; run the newer program`)];
  const schema = version < schemaVersion ? warned('schema', `version ${version}; the next start brings it to ${schemaVersion} (back up first)`) : passed('schema', `version ${version}`);
  if (version < schemaVersion) return [schema];
  if (await isHalfMoved(db)) return [schema, failed('move', 'the database holds a part of a data directory, since "attend migrate" broke off; run that command again until it ends with 0')];
  const [newest] = await sessionReadsOn(db).listSessions(defaultInstitution, Number.MAX_SAFE_INTEGER, 1);
  const hasKeyFile = existsSync(join(config.dataDir, 'master.key'));
  if (config.masterKey === undefined && !hasKeyFile) return [schema, failed('master key', 'there is neither MASTER_KEY, MASTER_KEY_FILE nor master.key in the data directory; every node needs the same one')];
  const file = config.masterKey === undefined ? keyFileIn(config.dataDir, randomBytes) : undefined;
  if (file?.ok === false) return [schema, failed('master key', file.failure)];
  if (newest === undefined) return [schema, passed('master key', 'is there; no session yet to try it on')];
  const opens = sessionKeys(config.masterKey ?? file!.value.masterKey, randomBytes).canUnwrap(newest.session);
  return [schema, opens ? passed('master key', 'opens the newest session') : failed('master key', 'is not the one that the sessions were made with; every node needs that one')];
}
