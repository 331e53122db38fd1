import { base64url } from '../protocol/base64url.ts';
import { equalInConstantTime, parseUtf8, type Bytes } from '../protocol/bytes.ts';
import { carrierOf, type Carrier } from '../protocol/carried-code.ts';
import { isPlainNumber } from '../protocol/plain-student-number.ts';
import { studentKeyOf } from '../protocol/student-number.ts';
import type { DeviceSeal, Submission } from '../protocol/submission.ts';
import type { Crypto } from './ports.ts';
import type { ChainPlace, Evidence } from './record.ts';

/** What a submission says of itself, the same for both forms. Nothing in it is verified yet. */
export interface Statement {
  readonly form: Submission['kind'];
  readonly studentId: string;
  readonly studentKey: string;
  /** The entry's JSON, or the original's five fields as JSON. */
  readonly body: string;
  /**
   * The idempotency key. An entry's is SHA-256 of its bytes. The original has no such key and answers a repetition with 409,
   * so its key is the student in the session.
   */
  readonly entryId: Uint8Array;
  /** Of an original, which has its key from it; an entry's session is found by its codes. */
  readonly place: Pick<Evidence, 'sessionId' | 'studentKey'> | undefined;
  readonly seal: DeviceSeal | null;
  readonly carrier: Carrier | undefined;
  /** Null where it is not sealed. */
  readonly chain: ChainPlace | null;
  readonly isGuest: boolean;
  /** The end of the device's chain, where that is another entry. */
  readonly head: Uint8Array | null;
}

export function statementOf(submission: Submission, crypto: Pick<Crypto, 'sha256'>): Statement {
  if (submission.kind === 'entry') {
    const { entry, entryBytes, seal, head } = submission;
    const entryId = crypto.sha256(entryBytes);
    return {
      form: 'entry',
      studentId: entry.student,
      studentKey: studentKeyOf(entry.student),
      body: parseUtf8(entryBytes)!,
      entryId,
      place: undefined,
      seal,
      carrier: carrierOf(entry.codes[0]!),
      chain: seal === null ? null : { seq: entry.seq, prev: entry.prev === null ? null : base64url.decode(entry.prev)! },
      isGuest: entry.guest === true,
      head: head === null || equalInConstantTime(head, entryId) ? null : head,
    };
  }
  const { student, sessionId, payload, signature, submittedAt } = submission;
  const studentKey = isPlainNumber(student) ? student.toUpperCase() : studentKeyOf(student);
  return {
    form: 'original',
    studentId: student,
    studentKey,
    body: JSON.stringify({ student_id: student, session_id: sessionId, payload, signature, submitted_at: submittedAt }),
    entryId: crypto.sha256(JSON.stringify(['original', sessionId, studentKey])),
    place: { sessionId, studentKey },
    seal: null,
    carrier: 'json',
    chain: null,
    isGuest: false,
    head: null,
  };
}

/** SHA-256 of the public key that sealed an entry; undefined where the seal is not the one of the device that the entry names, or does not hold. */
export async function verifySeal(seal: DeviceSeal, entryBytes: Bytes, device: string | null, crypto: Crypto): Promise<Uint8Array | undefined> {
  const deviceId = crypto.sha256(seal.publicKey);
  if (base64url.encode(deviceId) !== device) return undefined;
  return (await crypto.verifyDevice(seal.publicKey, entryBytes, seal.signature)) ? deviceId : undefined;
}
