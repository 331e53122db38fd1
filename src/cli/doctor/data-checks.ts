import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { defaultInstitution } from '../../attendance/institution.ts';
import type { Config } from '../../server/config.ts';
import { keyFileIn } from '../../server/master-key.ts';
import { sessionKeys } from '../../server/session-keys.ts';
import { dataDirAt, unusable, type DataDir } from '../../store/file/data-dir.ts';
import { inspectCopy } from '../../store/file/inspect-copy.ts';
import { lockOpening, lockServing } from '../../store/file/locks.ts';
import { readVersion, schemaVersion } from '../../store/migrate.ts';
import { sessionReadsOn } from '../../store/ports/session-reads.ts';
import { kyselyOn } from '../../store/sqlite/dialect.ts';
import { failed, passed, warned, type Check } from './check.ts';

/** The data directory: who holds it, whether its database is whole, whether the master key opens what is in it. Changes nothing. */
export async function checkData(config: Config, randomBytes: (length: number) => Uint8Array): Promise<readonly Check[]> {
  const dir = dataDirAt(config.dataDir);
  if (!existsSync(dir.path)) return [warned('data', `${dir.path} is not there yet; the first "attend serve" makes it`)];
  const writable = checkWritable(dir);
  if (writable.state === 'fail' || !existsSync(dir.database)) return [writable];
  const held = [writable, checkHolder(dir)];
  try {
    return [...held, ...(await checkDatabase(dir)), ...(await checkMasterKey(dir, config, randomBytes))];
  } catch (error) {
    return [...held, failed('database', unusable(dir, error).detail)];
  }
}

function checkWritable(dir: DataDir): Check {
  try {
    accessSync(dir.path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (existsSync(dir.database)) accessSync(dir.database, constants.R_OK | constants.W_OK);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    return failed('data', `${dir.path} cannot be written (${why}); give it to the user that runs the server`);
  }
  if (!existsSync(dir.database)) return warned('data', `${dir.path} holds no database yet; the first "attend serve" makes it`);
  if (process.platform !== 'win32' && (statSync(dir.path).mode & 0o007) !== 0) {
    return warned('data', `${dir.path} can be written, and everybody on this machine may look into it, where the students' numbers are; chmod 700 it`);
  }
  return passed('data', `${dir.path} can be written`);
}

function checkHolder(dir: DataDir): Check {
  const opening = lockOpening(dir);
  try {
    const serving = lockServing(dir);
    if (serving.ok) serving.value.release();
    return passed('holder', serving.ok ? 'no server holds the data directory' : `a server holds it: ${serving.failure.holder}`);
  } finally {
    opening.release();
  }
}

async function checkDatabase(dir: DataDir): Promise<readonly Check[]> {
  const db = kyselyOn(new DatabaseSync(dir.database, { readOnly: true, timeout: 5000 }));
  try {
    const version = await readVersion(db);
    const isOld = version < schemaVersion;
    const old = `version ${version}; the next start brings it to ${schemaVersion} (back up first)`;
    const schema = isOld ? warned('schema', old) : passed('schema', `version ${version}`);
    const inspected = await inspectCopy(db, dir.database);
    if (!inspected.ok && inspected.failure.code === 'schema_too_new') return [failed('schema', inspected.failure.detail)];
    if (!inspected.ok) return [failed('database', `${inspected.failure.detail}; restore it with "attend restore"`)];
    const rows = Object.entries(inspected.value).map(([table, count]) => `${count} ${table}`);
    return [schema, passed('database', `whole: ${rows.join(', ')}`)];
  } finally {
    await db.destroy();
  }
}

async function checkMasterKey(dir: DataDir, config: Config, randomBytes: (length: number) => Uint8Array): Promise<readonly Check[]> {
  const hasKeyFile = existsSync(`${dir.path}/master.key`);
  if (config.masterKey === undefined && !hasKeyFile) {
    return [failed('master key', 'there is neither MASTER_KEY, MASTER_KEY_FILE nor master.key in the data directory; put the one from your backup back')];
  }
  const file = config.masterKey === undefined ? keyFileIn(dir.path, randomBytes) : undefined;
  if (file?.ok === false) return [failed('master key', file.failure)];
  const db = kyselyOn(new DatabaseSync(dir.database, { readOnly: true, timeout: 5000 }));
  try {
    const [newest] = await sessionReadsOn(db).listSessions(defaultInstitution, Number.MAX_SAFE_INTEGER, 1);
    if (newest === undefined) return [passed('master key', 'is there; no session yet to try it on')];
    const opens = sessionKeys(config.masterKey ?? file!.value.masterKey, randomBytes).canUnwrap(newest.session);
    if (opens) return [passed('master key', 'opens the newest session')];
    return [failed('master key', 'is not the one that the sessions were made with; put that one back')];
  } finally {
    await db.destroy();
  }
}
