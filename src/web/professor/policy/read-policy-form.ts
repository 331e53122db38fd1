import type { PolicyView } from '../../../protocol/policy-schemas.ts';
import { fail, ok, type Result } from '../../../protocol/result.ts';
import { policyEn } from '../../ui/messages/devices-en.ts';

/** What a course asks where nobody changed it; the server has the last word. */
export const defaultPolicyView: PolicyView = {
  sync_deadline_hours: 24,
  verified_after_close_minutes: 5,
  two_codes: true,
  device_cool_down_hours: 24,
  borrowed_phones: 1,
};

export const numberFields = ['sync_deadline_hours', 'verified_after_close_minutes', 'device_cool_down_hours', 'borrowed_phones'] as const;
export type NumberField = (typeof numberFields)[number];

/** The form as it was typed. */
export type PolicyFormText = Readonly<Record<NumberField, string>> & { readonly two_codes: boolean };
export type PolicyProblems = Readonly<Partial<Record<NumberField, string>>>;

export function formOf(policy: PolicyView): PolicyFormText {
  const numbers = Object.fromEntries(numberFields.map((field) => [field, String(policy[field])])) as Record<NumberField, string>;
  return { ...numbers, two_codes: policy.two_codes };
}

/** Hours and minutes may have a fraction; guests may not. A comma is taken as a point. */
export function readPolicyForm(text: PolicyFormText): Result<PolicyView, PolicyProblems> {
  const problems: Partial<Record<NumberField, string>> = {};
  const numbers = Object.fromEntries(
    numberFields.map((field) => {
      const typed = text[field].trim().replace(',', '.');
      const value = Number(typed);
      const isWhole = field === 'borrowed_phones';
      const isGood = /^\d{1,5}(\.\d{1,6})?$/.test(typed) && value <= (isWhole ? 10 : 1440) && (!isWhole || Number.isInteger(value));
      if (!isGood) problems[field] = policyEn.problems[field];
      return [field, value];
    }),
  ) as Record<NumberField, number>;
  return Object.keys(problems).length > 0 ? fail(problems) : ok({ ...numbers, two_codes: text.two_codes });
}

export function isSamePolicy(left: PolicyView, right: PolicyView): boolean {
  return left.two_codes === right.two_codes && numberFields.every((field) => left[field] === right[field]);
}
