/** What a course asks of evidence. A session keeps the policy that its course had when it was created, so that a grade can be computed again. */
export interface Policy {
  /** How long after its scan a queued entry is recorded without waiting for staff. */
  readonly syncDeadlineHours: number;
  /** An offline entry that is known to have existed so long after the close still counts by itself. */
  readonly verifiedAfterCloseMinutes: number;
  /** Whether an offline entry needs two codes to count by itself. */
  readonly twoCodes: boolean;
  /** How long a student's third device waits. */
  readonly deviceCoolDownHours: number;
  /** Guests whom one phone may serve a session without waiting for staff. */
  readonly borrowedPhones: number;
}

export const defaultPolicy: Policy = {
  syncDeadlineHours: 24,
  verifiedAfterCloseMinutes: 5,
  twoCodes: true,
  deviceCoolDownHours: 24,
  borrowedPhones: 1,
};

export interface PolicyStore {
  /** What staff set for the course; undefined where nobody did. */
  findPolicy(institutionId: number, course: string): Promise<Policy | undefined>;
  /** Keeps who did it in the audit trail of policies. */
  setPolicy(change: PolicyChange): Promise<void>;
}

export interface PolicyChange {
  readonly institutionId: number;
  readonly course: string;
  readonly policy: Policy;
  readonly staffName: string;
  readonly atMs: number;
}
