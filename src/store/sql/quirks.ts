import { sql, type RawBuilder } from 'kysely';

/** Every difference between the databases that the SQL of this room meets, each with its reason. Nothing else asks which one it is. */
export interface Quirks {
  /** The type of raw bytes: standard SQL has none that all of them know. */
  readonly bytes: RawBuilder<unknown>;
  /** A whole number that holds an instant in ms: SQLite has one integer type of up to 8 bytes, others a 4-byte `integer`. */
  readonly long: RawBuilder<unknown>;
  /** What ends a `create table`: SQLite checks column types only in strict tables. */
  readonly tableEnd: RawBuilder<unknown>;
  /** Whether the keys of a table can be changed where it stands: SQLite writes it anew. */
  readonly changesKeys: boolean;
  /** Whether rows of one statement should share parameters: SQLite looks for a numbered parameter in a list of all of them. */
  readonly sharesParameters: boolean;
}

export const sqliteQuirks: Quirks = { bytes: sql`blob`, long: sql`integer`, tableEnd: sql`strict`, changesKeys: false, sharesParameters: false };

export const postgresQuirks: Quirks = { bytes: sql`bytea`, long: sql`bigint`, tableEnd: sql``, changesKeys: true, sharesParameters: true };
