import { fail, ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { earlierRecordOf, receiptOf } from '../present.ts';

/** Anyone submits; the submission proves itself. */
export function submitRoutes({ intake }: Context): Pick<Handlers, 'submitAttendance'> {
  return {
    submitAttendance: async ({ body, request }) => {
      const outcome = await intake.submit(body);
      if (outcome.ok) return ok(receiptOf(outcome.value, request.id));
      const { refusal, record, retryAfterMs } = outcome.failure;
      return fail({ ...refusal, ...(record === undefined ? {} : { record: earlierRecordOf(record) }), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    },
  };
}
