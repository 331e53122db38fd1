import { defaultPolicy, type Policy } from '../../src/attendance/policy.ts';

/** One way to run a course's sessions. */
export interface CoursePolicy {
  readonly name: 'moodle' | 'default' | 'strict';
  readonly rotationSeconds: number;
  readonly graceSeconds: number;
  /** Whether phones hold keys. */
  readonly hasDevices: boolean;
  /** Whether phones keep a scan that found no network. */
  readonly hasQueue: boolean;
  readonly hasTyped: boolean;
  readonly evidence: Policy;
}

export const coursePolicies: readonly CoursePolicy[] = [
  // Moodle's rotating QR: a new code each 15 s, good for 2 s more; nothing binds a phone, and without a network there is no record.
  { name: 'moodle', rotationSeconds: 15, graceSeconds: 2, hasDevices: false, hasQueue: false, hasTyped: false, evidence: defaultPolicy },
  { name: 'default', rotationSeconds: 5, graceSeconds: 10, hasDevices: true, hasQueue: true, hasTyped: true, evidence: defaultPolicy },
  // A shorter grace, no typed codes, no guests, and whatever comes after its window waits for staff, or is scanned by them.
  {
    ...{ name: 'strict', rotationSeconds: 5, graceSeconds: 3, hasDevices: true, hasQueue: true, hasTyped: false },
    evidence: { ...defaultPolicy, syncDeadlineHours: 0, borrowedPhones: 0 },
  },
];
