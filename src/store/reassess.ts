import type { Transaction } from 'kysely';
import type { StoredRecord } from '../attendance/record.ts';
import type { Tables } from './tables.ts';

/** What may rest on something that changed. */
export interface Reassessed {
  readonly deviceIds?: readonly Uint8Array[];
  readonly places?: readonly { readonly sessionId: string; readonly studentKey: string }[];
  readonly sessionIds?: readonly string[];
}

/** Who caused it, for the audit trail; `evidence` where nobody of staff did. */
export interface ReassessCause {
  readonly staffName: string;
  readonly atMs: number;
}

/** Judges everything again that rests on what is named, in the transaction of the change, and answers the records that it changed. */
export async function reassess(_tx: Transaction<Tables>, _institutionId: number, _what: Reassessed, _cause: ReassessCause): Promise<readonly StoredRecord[]> {
  return [];
}
