/** The words that travel: unions of literals that the wire, the database and the pages share. */

/** `open`: the number as typed, recorded as claimed. `device`: signed by a key that the phone holds. */
export const identities = ['open', 'device'] as const;
export type Identity = (typeof identities)[number];

export const sessionStates = ['scheduled', 'open', 'closed'] as const;
export type SessionState = (typeof sessionStates)[number];

export const statuses = ['present', 'late', 'excused', 'absent'] as const;
export type Status = (typeof statuses)[number];

/** How well the evidence of a record holds. */
export const grades = ['online_in_window', 'offline_verified', 'offline_unbounded', 'late_sync', 'suspicious', 'manual'] as const;
export type Grade = (typeof grades)[number];

/** Whether a record counts by itself, is shown apart, or waits for staff. */
export const standings = ['counted', 'provisional', 'held'] as const;
export type Standing = (typeof standings)[number];

export const standingOfGrade: Readonly<Record<Grade, Standing>> = {
  online_in_window: 'counted',
  offline_verified: 'counted',
  offline_unbounded: 'provisional',
  late_sync: 'held',
  suspicious: 'held',
  manual: 'counted',
};

/** Why a grade is what it is. */
export const gradeReasons = [
  'no_device_signature',
  'synced_after_window',
  'synced_after_deadline',
  'typed_code',
  'claimed_at_scan',
  'set_by_staff',
  // What an offline entry shows, or lacks.
  'two_codes',
  'one_code',
  'bounded_by_contact',
  'carried',
  'scanned_by_staff',
  'bounded_too_late',
  'chain_gap',
  // Whose device it was.
  'device_waits',
  'device_replaced',
  'borrowed_phone',
  // Contradictions: the grade is `suspicious`.
  'chain_fork',
  'device_of_other_student',
  'code_not_shown',
  'later_than_contact',
] as const;
export type GradeReason = (typeof gradeReasons)[number];

/** How an entry first reached the server: from its own device, through a classmate's phone, or scanned by staff off its screen. */
export const ways = ['direct', 'carried', 'staff_scan'] as const;
export type Way = (typeof ways)[number];

/** What a device is to the student that it is bound to. A waiting one has its cool-down ahead; a replaced one gave way to two newer ones. */
export const deviceStates = ['active', 'waiting', 'replaced', 'revoked'] as const;
export type DeviceState = (typeof deviceStates)[number];

/** What staff decide at the desk: it counts, it does not, or the student is asked first. `set` is a mark by hand. */
export const decisionKinds = ['accept', 'reject', 'ask', 'set'] as const;
export type DecisionKind = (typeof decisionKinds)[number];
