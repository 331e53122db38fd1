import { defaultPolicy, type Policy } from '../../../attendance/policy.ts';
import { refusal } from '../../../protocol/codes.ts';
import { policyFields, type PolicyView } from '../../../protocol/policy-schemas.ts';
import { fail, ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import type { Handlers } from '../handlers.ts';
import { policyViewOf } from '../present-desk.ts';

/** What a course asks of evidence; its sessions keep what it was when they were created. */
export function policyRoutes({ institutionId, store, clock }: Context): Pick<Handlers, 'coursePolicy' | 'setCoursePolicy'> {
  return {
    coursePolicy: async ({ query }) => {
      const course = courseOf(query.course);
      if (course === undefined) return fail(refusal('malformed', 'course'));
      const policy = await store.policies.findPolicy(institutionId, course);
      return ok({ course, policy: policyViewOf(policy ?? defaultPolicy), is_default: policy === undefined });
    },

    setCoursePolicy: async ({ body, staff }) => {
      const course = courseOf(body.course);
      if (course === undefined) return fail(refusal('malformed', 'course'));
      // A name that is misspelt would change nothing, unseen.
      if (Object.keys(body.policy).some((name) => !Object.hasOwn(policyFields, name))) return fail(refusal('malformed', 'policy'));
      const before = (await store.policies.findPolicy(institutionId, course)) ?? defaultPolicy;
      const policy = policyOf({ ...policyViewOf(before), ...body.policy });
      await store.policies.setPolicy({ institutionId, course, policy, staffName: staff.name, atMs: clock() });
      return ok({ course, policy: policyViewOf(policy), is_default: false });
    },
  };
}

/** The name as sessions keep it. */
function courseOf(text: string): string | undefined {
  const course = text.normalize('NFC').trim();
  return course === '' || !course.isWellFormed() || /\p{Cc}/u.test(course) ? undefined : course;
}

function policyOf(view: PolicyView): Policy {
  return {
    syncDeadlineHours: view.sync_deadline_hours,
    verifiedAfterCloseMinutes: view.verified_after_close_minutes,
    twoCodes: view.two_codes,
    deviceCoolDownHours: view.device_cool_down_hours,
    borrowedPhones: view.borrowed_phones,
  };
}
