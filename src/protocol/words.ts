/** The words that travel: unions of literals that the wire, the database and the pages share. */

/** `open`: the number as typed, recorded as claimed. `device`: signed by a key that the phone holds. */
export const identities = ['open', 'device'] as const;
export type Identity = (typeof identities)[number];

export const sessionStates = ['scheduled', 'open', 'closed'] as const;
export type SessionState = (typeof sessionStates)[number];

export const statuses = ['present', 'late', 'excused', 'absent'] as const;
export type Status = (typeof statuses)[number];

/** How well the evidence of a record holds. */
export const grades = ['online_in_window', 'offline_unbounded', 'late_sync', 'manual'] as const;
export type Grade = (typeof grades)[number];

/** Whether a record counts by itself, is shown apart, or waits for staff. */
export const standings = ['counted', 'provisional', 'held'] as const;
export type Standing = (typeof standings)[number];

export const standingOfGrade: Readonly<Record<Grade, Standing>> = {
  online_in_window: 'counted',
  offline_unbounded: 'provisional',
  late_sync: 'held',
  manual: 'counted',
};

/** Why a grade is what it is. */
export const gradeReasons = ['no_device_signature', 'synced_after_window', 'synced_after_deadline', 'typed_code', 'claimed_at_scan', 'set_by_staff'] as const;
export type GradeReason = (typeof gradeReasons)[number];
