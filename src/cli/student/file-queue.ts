import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

import type { EntryState, QueuedEntry, QueueStorage } from '../../client/offline/ports.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import { deviceSigner, newDeviceKey, type TerminalSigner } from './device-key.ts';
import { keptScansOn, keptSchema, type KeptScans } from './kept-scans.ts';

/** The offline queue and the device key of one student, in one SQLite file that any number of terminals may have open. */
export interface FileQueue {
  readonly storage: QueueStorage;
  readonly kept: KeptScans;
  /** The key as it is now: another terminal on the same file may have replaced it. */
  readonly signer: () => Promise<TerminalSigner>;
  /** Makes a new key with a new chain where the key still is this one; what is in the queue keeps the seal of the old one. */
  replaceKey(publicKey: string): Promise<void>;
  close(): void;
}

export type QueueUnusable = { readonly code: 'queue_unusable'; readonly detail: string };

/** How long one terminal waits while another one writes. */
const busyTimeoutMs = 10_000;

const schema = `
  create table if not exists entry (
    place integer primary key autoincrement,
    key text not null unique,
    bytes blob not null,
    entry_id text,
    signature text,
    device_key text,
    code text not null,
    student_id text not null,
    scanned_at_ms integer not null,
    is_waiting integer not null,
    state text not null
  ) strict;
  create table if not exists chain (one integer primary key check (one = 1), seq integer not null, entry_id text) strict;
  create table if not exists replaced_key (public_key text primary key) strict;
  create table if not exists device (one integer primary key check (one = 1), private_key blob not null) strict;
  insert or ignore into chain values (1, -1, null);
`;

export function openFileQueue(file: string): Result<FileQueue, QueueUnusable> {
  let database: DatabaseSync | undefined;
  try {
    makePrivateFile(file);
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    // A rollback journal keeps all in the one file; EXTRA syncs the directory too, so what was committed outlives a power cut.
    database.exec('pragma journal_mode = delete; pragma synchronous = extra;');
    database.exec(`begin immediate; ${schema} ${keptSchema} commit;`);
    const open = database;
    return ok({ storage: storageOn(open), kept: keptScansOn(open), ...keyOn(open), close: () => open.close() });
  } catch (error) {
    database?.close();
    return fail({ code: 'queue_unusable', detail: error instanceof Error ? error.message : String(error) });
  }
}

/** The file holds a private key: nobody else on the machine reads it. SQLite gives its journal the same mode. */
function makePrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

/** The first terminal that opens the file makes the key; all others read it. */
function keyOn(database: DatabaseSync): Pick<FileQueue, 'signer' | 'replaceKey'> {
  const find = database.prepare('select private_key from device');
  if (find.get() === undefined) database.prepare('insert or ignore into device values (1, ?)').run(newDeviceKey());
  const read = () => deviceSigner(find.get()!['private_key'] as Uint8Array);
  return {
    signer: async () => read(),
    replaceKey: async (publicKey) =>
      void transaction(database, () => {
        if (read().publicKey !== publicKey) return false;
        database.prepare('insert into replaced_key values (?)').run(publicKey);
        database.prepare('update device set private_key = ?').run(newDeviceKey());
        database.exec('update chain set seq = -1, entry_id = null');
        return true;
      }),
  };
}

/** `body` answers false to undo. */
function transaction(database: DatabaseSync, body: () => boolean): boolean {
  database.exec('begin immediate');
  try {
    const isDone = body();
    database.exec(isDone ? 'commit' : 'rollback');
    return isDone;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

function storageOn(database: DatabaseSync): QueueStorage {
  const sql = {
    head: database.prepare('select seq, entry_id from chain'),
    isReplaced: database.prepare('select 1 from replaced_key where public_key = ?'),
    moveHead: database.prepare('update chain set seq = ?, entry_id = ? where seq = ? and entry_id is ?'),
    insert: database.prepare(
      `insert into entry (key, bytes, entry_id, signature, device_key, code, student_id, scanned_at_ms, is_waiting, state)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    list: database.prepare('select * from entry order by scanned_at_ms, place'),
    settle: database.prepare('update entry set state = ?, is_waiting = ? where key = ? and is_waiting = 1'),
    forget: database.prepare('delete from entry where key = ? and is_waiting = 0'),
  };

  return {
    async readHead() {
      const row = sql.head.get()!;
      return { seq: Number(row['seq']), entryId: textOf(row['entry_id']) };
    },
    append: async (entry, expected, head) =>
      transaction(database, () => {
        const { key, bytes, entryId, signature, deviceKey, code, studentId, scannedAtMs, state } = entry;
        if (sql.isReplaced.get(deviceKey) !== undefined) return false;
        const moved = sql.moveHead.run(head.seq, head.entryId, expected.seq, expected.entryId);
        if (moved.changes !== 1) return false;
        sql.insert.run(key, bytes, entryId, signature, deviceKey, code, studentId, scannedAtMs, isWaiting(state), JSON.stringify(state));
        return true;
      }),
    list: async () => sql.list.all().map(entryOf),
    settle: async (key, state) => sql.settle.run(JSON.stringify(state), isWaiting(state), key).changes === 1,
    async forget(keys) {
      transaction(database, () => {
        for (const key of keys) sql.forget.run(key);
        return true;
      });
    },
  };
}

function isWaiting(state: EntryState): 0 | 1 {
  return state.kind === 'waiting' ? 1 : 0;
}

/** The table is strict and only this file writes it. */
function entryOf(row: Record<string, SQLOutputValue>): QueuedEntry {
  return {
    key: String(row['key']),
    bytes: new Uint8Array(row['bytes'] as Uint8Array),
    entryId: textOf(row['entry_id']),
    signature: textOf(row['signature']),
    deviceKey: textOf(row['device_key']),
    code: String(row['code']),
    studentId: String(row['student_id']),
    scannedAtMs: Number(row['scanned_at_ms']),
    state: JSON.parse(String(row['state'])) as EntryState,
  };
}

function textOf(value: SQLOutputValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
