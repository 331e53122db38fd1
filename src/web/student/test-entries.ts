import type { EntryState, QueuedEntry } from '../../client/offline/ports.ts';
import { utf8 } from '../../protocol/bytes.ts';
import type { Receipt } from '../../protocol/schemas.ts';

/** Entries as the tests of this room need them. */

export const waiting: EntryState = { kind: 'waiting', attempts: 1, lastProblem: 'no connection to the server' };
export const refusedState: EntryState = { kind: 'refused', code: 'code_expired', reason: 'this code is no longer on the screen; scan again', atMs: 5 };

export const receipt: Receipt = {
  ...{ status: 'accepted', code: 'accepted', retry: false, request_id: 'r-1', latency_seconds: 192.417, code_age_seconds: 2.5 },
  ...{ grade: 'online_in_window', standing: 'counted', reasons: [], attendance: 'present', course: 'Networks', student_id: '2022IMT-048' },
  ...{ session_id: '3f9e7c1a-0000-4000-8000-000000000000', entry_id: 'id-1' },
  ...{ scanned_at: '2026-11-02T09:03:12.417+00:00', received_at: '2026-11-02T09:03:14.000+00:00' },
};

export function recorded(change: Partial<Receipt> = {}): EntryState {
  return { kind: 'recorded', receipt: { ...receipt, ...change }, atMs: 5 };
}

export function entryOf(key: string, state: EntryState): QueuedEntry {
  return {
    ...{ key, bytes: utf8(key), entryId: `id-${key}`, signature: 's', deviceKey: 'd', code: 'K7QF3M2X', studentId: '2022IMT-048' },
    ...{ scannedAtMs: Date.parse('2026-11-02T09:03:12.417Z'), state },
  };
}
