import type { FastifyBaseLogger } from 'fastify';

import type { Intake } from '../../../attendance/intake.ts';
import { refusals, type RefusalCode } from '../../../protocol/codes.ts';
import { failureOf } from '../failure.ts';
import { parseJsonBody } from '../json-body.ts';
import { errorReplyOf, refusalHeaders, type RouteRefusal } from '../refuse.ts';
import { submissionAnswer } from '../routes/submit.ts';

/** The answer to a submission; its date and what concerns the connection is for the lane to say. */
export interface SubmitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly code: RefusalCode | undefined;
}

export interface SubmitAnswersPorts {
  readonly intake: Pick<Intake, 'take'>;
  /** What every answer carries. */
  readonly headers: Readonly<Record<string, string>>;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

/** `done` is called once; every answer of 201 has the same headers. */
export type AnswerSubmission = (bytes: Buffer, requestId: string, done: (answer: SubmitAnswer) => void) => void;

/** What the lanes have in common: from the body of a submission to the answer, past the framework, in the framework's words. */
export function submitAnswers({ intake, headers, log }: SubmitAnswersPorts): AnswerSubmission {
  const accepted = { ...headers, 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' };

  function refused(why: RouteRefusal, id: string): SubmitAnswer {
    const { status } = refusals[why.code];
    return { status, headers: { ...headers, ...refusalHeaders(why) }, text: JSON.stringify(errorReplyOf(why, id)), code: why.code };
  }

  return (bytes, id, done) => {
    const body = parseJsonBody(bytes);
    if (!body.ok) return done(refused(body.failure, id));
    intake.take(
      body.value,
      'direct',
      (outcome) => {
        const answer = submissionAnswer(outcome, id);
        done(answer.ok ? { status: 201, headers: accepted, text: JSON.stringify(answer.value), code: undefined } : refused(answer.failure, id));
      },
      (error) => done(refused(failureOf(error, log, { request_id: id }), id)),
    );
  };
}
