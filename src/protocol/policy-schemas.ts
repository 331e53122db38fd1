import Type from 'typebox';
import { saidText } from './said-text.ts';

/** What a course asks of evidence. A session keeps the policy that its course had when it was created. */
export const policyFields = {
  sync_deadline_hours: Type.Number({ minimum: 0, maximum: 24 * 60, description: 'how long after its scan a queued entry is recorded without waiting for staff' }),
  verified_after_close_minutes: Type.Number({ minimum: 0, maximum: 24 * 60, description: 'an offline entry that is known to have existed so long after the close still counts by itself' }),
  two_codes: Type.Boolean({ description: 'whether an offline entry needs two codes to count by itself' }),
  device_cool_down_hours: Type.Number({ minimum: 0, maximum: 24 * 60, description: "how long a student's third device waits" }),
  borrowed_phones: Type.Integer({ minimum: 0, maximum: 10, description: 'guests whom one phone may serve a session without waiting for staff' }),
} as const;

export const policyView = Type.Object(policyFields);
export type PolicyView = Type.Static<typeof policyView>;

export const coursePolicyQuery = Type.Object({ course: saidText({ minLength: 1, maxLength: 200 }) });
export const coursePolicyView = Type.Object({ course: Type.String(), policy: policyView, is_default: Type.Boolean() });
export const coursePolicyBody = Type.Object(
  { course: saidText({ minLength: 1, maxLength: 200 }), policy: Type.Partial(policyView) },
  { additionalProperties: false, description: 'what is left out stays as it is' },
);
