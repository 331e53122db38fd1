import { base64url } from '../protocol/base64url.ts';
import { carrierOf } from '../protocol/carried-code.ts';
import { refusal, type RefusalCode } from '../protocol/codes.ts';
import { fail } from '../protocol/result.ts';
import type { Submission } from '../protocol/submission.ts';
import type { Answer } from './intake.ts';
import type { Crypto } from './ports.ts';
import type { Statement } from './statement.ts';
import type { TypedOutcome, TypedTries } from './typed-tries.ts';

export interface TypedSubmission {
  readonly statement: Statement;
  readonly receivedAtMs: number;
  /** Looks at the code and answers. */
  readonly submit: () => Promise<Answer>;
  /** What this very submission was answered before. */
  readonly findEarlier: () => Promise<Answer | undefined>;
}

/** Whether anything in it was typed. */
export function isTyped(submission: Submission): boolean {
  return submission.kind === 'entry' && submission.entry.codes.some((code) => carrierOf(code) === 'typed');
}

/** Lets a typed submission through as often as its typist may try; one that was answered before gets its answer again, always. */
export async function limitTyped(tries: TypedTries, crypto: Pick<Crypto, 'sha256'>, { statement, receivedAtMs, submit, findEarlier }: TypedSubmission): Promise<Answer> {
  const { studentKey, seal } = statement;
  const deviceId = seal === null ? null : base64url.encode(crypto.sha256(seal.publicKey));
  const one = tries.begin({ studentKey, deviceId }, receivedAtMs);
  if (!one.isAllowed) return (await findEarlier()) ?? fail({ refusal: refusal('rate_limited'), retryAfterMs: one.waitMs });
  let outcome: TypedOutcome = 'neither';
  try {
    const answer = await submit();
    outcome = outcomeOf(answer, receivedAtMs);
    return answer;
  } finally {
    one.settle(outcome, receivedAtMs);
  }
}

/** Refusals that only a code which some display showed is given. */
const afterRightCode: ReadonlySet<RefusalCode> = new Set(['duplicate_submission', 'code_expired', 'session_not_open', 'typed_code_off']);

/** A seal that does not hold counts as a wrong code: it must not tell the two apart for free. An old answer again says nothing. */
function outcomeOf(answer: Answer, receivedAtMs: number): TypedOutcome {
  if (answer.ok) return answer.value.evidence.receivedAtMs === receivedAtMs ? 'right' : 'neither';
  const { code } = answer.failure.refusal;
  if (afterRightCode.has(code)) return 'right';
  return code === 'unknown_code' || code === 'invalid_signature' ? 'wrong' : 'neither';
}
