import { isRefusalCode, refusals, type RefusalCode } from '../../protocol/codes.ts';
import { parseJsonObject, isJsonObject } from '../../protocol/payload.ts';
import type { Receipt } from '../../protocol/schemas.ts';
import { studentKeyOf } from '../../protocol/student-number.ts';
import type { QueuedEntry } from './ports.ts';

/** A reply as it arrived, from whoever sent it: our server, a proxy before it, or the portal of a hotel. */
export interface RawReply {
  /** 0 for a redirect that was not followed. */
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
  readonly retryAfter: string | null;
}

export type Answer =
  | { readonly kind: 'recorded'; readonly receipt: Receipt }
  | { readonly kind: 'already_recorded'; readonly receivedAt: string | null }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly reason: string }
  /** Our server's own word that the entry is to be sent again later. */
  | { readonly kind: 'kept'; readonly code: RefusalCode; readonly problem: string }
  /** Nothing that our server said. */
  | { readonly kind: 'unanswered'; readonly problem: string };

/**
 * Reads a reply. Nothing but our own server's words about this very entry settle it: a receipt is a 201 that names the entry,
 * a refusal is one of our codes under the HTTP status that belongs to it. All else leaves the entry where it is.
 */
export function readAnswer(reply: RawReply, entry: Pick<QueuedEntry, 'entryId' | 'studentId'>): Answer {
  const fields = isJson(reply.contentType) ? parseJsonObject(reply.body) : undefined;
  if (fields === undefined) return { kind: 'unanswered', problem: problemOf(reply.status) };
  const receipt = reply.status === 201 ? parseReceipt(fields) : undefined;
  if (receipt !== undefined && isReceiptOf(receipt, entry)) return { kind: 'recorded', receipt };
  return readRefusal(reply.status, fields) ?? { kind: 'unanswered', problem: problemOf(reply.status) };
}

function readRefusal(status: number, fields: Readonly<Record<string, unknown>>): Answer | undefined {
  const { status: word, code, reason, record } = fields;
  if (word !== 'error' || !isRefusalCode(code) || typeof reason !== 'string' || refusals[code].status !== status) return undefined;
  switch (refusals[code].fate) {
    case 'recorded': {
      const receivedAt = isJsonObject(record) ? record['received_at'] : undefined;
      return { kind: 'already_recorded', receivedAt: typeof receivedAt === 'string' ? receivedAt : null };
    }
    case 'refused':
    case 'scan_again':
      return { kind: 'refused', code, reason };
    case 'kept':
      return { kind: 'kept', code, problem: reason };
  }
}

/** Whether to ask for the code that is on the screen now. */
export function asksToScanAgain(code: string): boolean {
  return isRefusalCode(code) && refusals[code].fate === 'scan_again';
}

/** The receipt's fields by their types; unknown words pass, so that an older app can be answered by a newer server. */
function parseReceipt(fields: Readonly<Record<string, unknown>>): Receipt | undefined {
  const texts = ['request_id', 'grade', 'standing', 'attendance', 'session_id', 'course', 'student_id', 'scanned_at', 'received_at'];
  if (fields['status'] !== 'accepted' || fields['code'] !== 'accepted') return undefined;
  if (!texts.every((name) => typeof fields[name] === 'string')) return undefined;
  if (typeof fields['latency_seconds'] !== 'number' || typeof fields['entry_id'] !== 'string') return undefined;
  return fields as Receipt;
}

/** A device that cannot hash knows its entry by the student alone. */
function isReceiptOf(receipt: Receipt, { entryId, studentId }: Pick<QueuedEntry, 'entryId' | 'studentId'>): boolean {
  return studentKeyOf(receipt.student_id) === studentKeyOf(studentId) && (entryId === null || receipt.entry_id === entryId);
}

function isJson(contentType: string | null): boolean {
  return contentType !== null && /^application\/json\s*(?:;|$)/i.test(contentType.trim());
}

function problemOf(status: number): string {
  if (status === 0 || (status >= 300 && status < 400)) return 'the network leads elsewhere; does the Wi-Fi ask to sign in?';
  if (status === 429) return 'too many requests; trying again later';
  if (status === 502 || status === 503 || status === 504) return 'the server is not there at the moment';
  if (status >= 500) return `the server failed (HTTP ${status})`;
  return `something other than the attendance server answered (HTTP ${status})`;
}
