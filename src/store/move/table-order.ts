import type { Tables } from '../tables.ts';

/** A table that holds an institution's data; the list of schema versions belongs to a database and stays. */
export type MovedTable = Exclude<keyof Tables, 'schema_version'>;

/**
 * Every table with the columns that name a row, each after those that it refers to. Rows are copied in this order of columns, so that a
 * copy which broke off goes on behind its last row; a token comes after the one that signed it in.
 */
export const movedTables: Readonly<Record<MovedTable, readonly string[]>> = {
  session: ['institution_id', 'session_id'],
  evidence: ['institution_id', 'session_id', 'student_key', 'entry_id'],
  record: ['institution_id', 'session_id', 'student_key'],
  refused_attempt: ['institution_id', 'session_id', 'seq'],
  record_change: ['institution_id', 'session_id', 'seq'],
  headcount: ['institution_id', 'session_id', 'seq'],
  link: ['institution_id', 'device_id', 'seq', 'entry_id'],
  contact: ['institution_id', 'head'],
  device: ['institution_id', 'device_id'],
  device_change: ['institution_id', 'device_id', 'seq'],
  decision: ['institution_id', 'session_id', 'student_key', 'seq'],
  display: ['institution_id', 'session_id', 'display_id'],
  display_range: ['institution_id', 'session_id', 'display_id', 'kind', 'first_epoch', 'last_epoch'],
  course_policy: ['institution_id', 'course'],
  course_policy_change: ['institution_id', 'course', 'seq'],
  staff_token: ['institution_id', 'created_at_ms', 'token_id'],
  change_counter: ['institution_id'],
};

/** The copy reads and writes whole rows, whatever their columns. */
export type AnyTables = Record<string, Record<string, unknown>>;
