/** How many people staff counted in the hall; appended and never changed. */
export interface Headcount {
  readonly institutionId: number;
  readonly sessionId: string;
  readonly counted: number;
  /** How many students were recorded and counted at that moment. */
  readonly recorded: number;
  readonly note: string | null;
  readonly staffName: string;
  readonly atMs: number;
}

/** What insight needs besides the records. Nothing here is read or written while a submission is taken in. */
export interface InsightStore {
  addHeadcount(headcount: Headcount): Promise<void>;
  /** Newest first. */
  listHeadcounts(institutionId: number, sessionId: string, limit: number): Promise<readonly Headcount[]>;
  /** When the first record of each of these devices arrived, in any session; a device without a record is left out. */
  firstSeenOf(institutionId: number, deviceIds: readonly Uint8Array[]): Promise<readonly FirstSeen[]>;
}

export interface FirstSeen {
  readonly deviceId: Uint8Array;
  readonly atMs: number;
}
