import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

import type { CodeText } from '../../protocol/carried-code.ts';

/** A scan that waits for its second code. It lies beside the queue, since an entry is never changed once it is made. */
export interface KeptScan {
  /** base64url of the nonce that its entry will have, and so the entry's key. */
  readonly key: string;
  readonly code: CodeText;
  /** The very next code, which is good enough where no later one comes. */
  readonly nextCode: CodeText | null;
  readonly studentId: string;
  readonly isGuest: boolean;
  /** The clocks at the scan, ms. */
  readonly wallMs: number;
  readonly monoMs: number;
}

/** Every write is durable when it returns. */
export interface KeptScans {
  write(scan: KeptScan): void;
  setNext(key: string, code: CodeText): void;
  /** Undefined where another terminal has made its entry. */
  read(key: string): KeptScan | undefined;
  list(): readonly KeptScan[];
  drop(key: string): void;
}

export const keptSchema = `
  create table if not exists kept_scan (
    key text primary key,
    code text not null,
    next_code text,
    student_id text not null,
    is_guest integer not null,
    wall_ms real not null,
    mono_ms real not null
  ) strict;
`;

export function keptScansOn(database: DatabaseSync): KeptScans {
  const sql = {
    insert: database.prepare('insert into kept_scan values (?, ?, ?, ?, ?, ?, ?)'),
    setNext: database.prepare('update kept_scan set next_code = ? where key = ?'),
    read: database.prepare('select * from kept_scan where key = ?'),
    list: database.prepare('select * from kept_scan order by wall_ms, key'),
    drop: database.prepare('delete from kept_scan where key = ?'),
  };
  return {
    write: ({ key, code, nextCode, studentId, isGuest, wallMs, monoMs }) =>
      void sql.insert.run(key, code, nextCode, studentId, isGuest ? 1 : 0, wallMs, monoMs),
    setNext: (key, code) => void sql.setNext.run(code, key),
    read(key) {
      const row = sql.read.get(key);
      return row === undefined ? undefined : scanOf(row);
    },
    list: () => sql.list.all().map(scanOf),
    drop: (key) => void sql.drop.run(key),
  };
}

/** The table is strict and only this file writes it. */
function scanOf(row: Record<string, SQLOutputValue>): KeptScan {
  const next = row['next_code'];
  return {
    key: String(row['key']),
    code: String(row['code']),
    nextCode: typeof next === 'string' ? next : null,
    studentId: String(row['student_id']),
    isGuest: row['is_guest'] === 1,
    wallMs: Number(row['wall_ms']),
    monoMs: Number(row['mono_ms']),
  };
}
