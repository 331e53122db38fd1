import type { RecordPlace, RecordStore, RecordWithEvidence } from '../../attendance/ports.ts';

const pageLength = 500;

/** Every record of a session, page by page, in the order of arrival. */
export async function* everyRecord(
  records: Pick<RecordStore, 'listRecords'>,
  institutionId: number,
  sessionId: string,
): AsyncGenerator<readonly RecordWithEvidence[]> {
  let after: RecordPlace | null = null;
  for (;;) {
    const page: readonly RecordWithEvidence[] = await records.listRecords(institutionId, sessionId, after, pageLength);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageLength) return;
    after = { receivedAtMs: last.record.receivedAtMs, studentKey: last.record.studentKey };
  }
}
