import type { Answer } from '../../../attendance/intake.ts';
import { fail, ok, type Result } from '../../../protocol/result.ts';
import type { Receipt } from '../../../protocol/schemas.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { earlierRecordOf, receiptOf } from '../present.ts';
import type { RouteRefusal } from '../refuse.ts';

/** Anyone submits; the submission proves itself. */
export function submitRoutes({ intake }: Context): Pick<Handlers, 'submitAttendance'> {
  return {
    submitAttendance: async ({ body, request }) => submissionAnswer(await intake.submit(body), request.id),
  };
}

export function submissionAnswer(outcome: Answer, requestId: string): Result<Receipt, RouteRefusal> {
  if (outcome.ok) return ok(receiptOf(outcome.value, requestId));
  const { refusal, record, retryAfterMs } = outcome.failure;
  return fail({ ...refusal, ...(record === undefined ? {} : { record: earlierRecordOf(record) }), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}
