import { defaultPolicy, type Policy } from '../../attendance/policy.ts';

/** A policy as the database holds it: JSON text, always written here, so equal policies are equal texts. */
export function textOfPolicy({ syncDeadlineHours, verifiedAfterCloseMinutes, twoCodes, deviceCoolDownHours, borrowedPhones }: Policy): string {
  return JSON.stringify({ syncDeadlineHours, verifiedAfterCloseMinutes, twoCodes, deviceCoolDownHours, borrowedPhones });
}

export function parsePolicy(text: string): Policy {
  const policy = JSON.parse(text) as Policy;
  for (const [name, value] of Object.entries(defaultPolicy)) {
    if (typeof policy[name as keyof Policy] !== typeof value) throw new Error(`the column policy holds ${text}, which this program never writes`);
  }
  return policy;
}
