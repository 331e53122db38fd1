import { stringify } from 'csv-stringify/sync';

import type { RecordWithEvidence } from '../../../attendance/ports.ts';
import type { Session } from '../../../attendance/session.ts';
import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import { everyRecord } from '../every-record.ts';
import type { Handlers } from '../handlers.ts';
import { recordViewOf } from '../present.ts';

const columns = ['student_id', 'attendance', 'grade', 'standing', 'reasons', 'latency_seconds'].concat(
  ['scanned_at', 'received_at', 'device', 'note', 'course', 'session_id'],
);

/** Staff download a session as CSV: UTF-8, one header line, a column for each check, and no cell that a spreadsheet would run as a formula. */
export function exportRoutes({ institutionId, sessions, store }: Context): Pick<Handlers, 'exportCsv'> {
  return {
    exportCsv: async ({ sessionId, reply }) => {
      const session = await sessions.byId(sessionId);
      if (session === undefined) return fail(refusal('unknown_session'));
      const numbers = session.checks.map((_, index) => index + 1);
      let csv = stringify([[...columns, ...numbers.map((number) => `check_${number}`)]]);
      for await (const page of everyRecord(store.records, institutionId, sessionId)) {
        csv += stringify(page.map((row) => [...rowOf(row, session), ...numbers.map((number) => (row.record.checks.includes(number) ? 'yes' : 'no'))]), { escape_formulas: true });
      }
      void reply.header('content-disposition', `attachment; filename="${fileNameOf(session)}"`);
      return ok(csv);
    },
  };
}

function rowOf({ record }: RecordWithEvidence, { course, sessionId }: Session): readonly (string | number | null)[] {
  const { student_id: student, attendance, grade, standing, reasons, latency_seconds: latency, ...rest } = recordViewOf(record);
  const { scanned_at: scannedAt, received_at: receivedAt, device, note } = rest;
  return [student, attendance, grade, standing, reasons.join(' '), latency, scannedAt, receivedAt, device, note, course, sessionId];
}

function fileNameOf({ course, startsAtMs }: Session): string {
  const name = course.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60);
  return `attendance-${name === '' ? 'session' : name}-${new Date(startsAtMs).toISOString().slice(0, 10)}.csv`;
}
