import type { RefusalCode } from '../../../protocol/codes.ts';
import type { Grade, GradeReason, Standing } from '../../../protocol/words.ts';

/** What the evidence of a record says, in English and to staff: each sentence describes, and none accuses. */
export const gradeWords: Readonly<Record<Grade, string>> = {
  online_in_window: 'In window',
  offline_verified: 'Offline, verified',
  offline_unbounded: 'Offline',
  late_sync: 'Check',
  suspicious: 'Contradiction',
  manual: 'By hand',
};
export const gradeSentences: Readonly<Record<Grade, string>> = {
  online_in_window: 'The code reached the server while it was good.',
  offline_verified: 'Scanned without a network, and what is known of it bounds the scan well enough.',
  offline_unbounded: 'Scanned without a network: the code was shown in the session, and nothing says firmly enough when it was scanned.',
  late_sync: 'The evidence is not enough by itself. Decide by hand.',
  suspicious: 'Two things that are stored cannot both be true. That can be a fault of a phone or a display; look before you decide.',
  manual: 'Set by staff.',
};
export const reasonSentences: Readonly<Record<GradeReason, string>> = {
  no_device_signature: 'No key of a phone signed it.',
  synced_after_window: 'It arrived after its code had left the screen.',
  synced_after_deadline: 'It arrived later after the scan than this course allows.',
  typed_code: 'The code was typed, not scanned.',
  claimed_at_scan: 'The phone sent the code at once, and the number within ten minutes after it.',
  set_by_staff: 'A member of staff set it.',
  two_codes: 'Two codes were read one after the other, so the screen was seen for a while.',
  one_code: 'Only one code was read, which a picture of the screen could give too.',
  bounded_by_contact: 'The phone told the server of it before it was sent in full, so it is older than its arrival.',
  carried: 'A classmate’s phone brought it, sealed.',
  scanned_by_staff: 'A member of staff scanned it off the student’s screen.',
  bounded_too_late: 'Nothing shows that it existed soon after the session closed.',
  chain_gap: 'An entry that this phone made before it has not arrived yet.',
  device_waits: 'It is a further phone of this student, and nobody has approved it yet.',
  device_replaced: 'Two newer phones of this student count in place of this one.',
  borrowed_phone: 'It was made on a lent phone, and said so.',
  chain_fork: 'Two different entries claim the same place in this phone’s chain.',
  device_of_other_student: 'The phone is bound to another student.',
  code_not_shown: 'Every display reported what it showed, and this code is not among it.',
  later_than_contact: 'Its code is newer than the moment at which the entry is known to have existed.',
};
export const standingWords: Readonly<Record<Standing | 'refused', string>> = { counted: 'In', provisional: 'Provisional', held: 'Held', refused: 'Refused' };
export const standingHints: Readonly<Record<Standing | 'refused', string>> = {
  counted: 'recorded and counted',
  provisional: 'scanned offline, shown apart',
  held: 'wait for your decision',
  refused: 'attempts that recorded nothing',
};
/** What stands behind a refused attempt, said to staff; a code that no submission meets has no sentence. */
export const attemptSentences: Readonly<Partial<Record<RefusalCode, string>>> = {
  code_expired: 'The code had left the screen before it arrived',
  code_early: 'The code had not been shown yet',
  invalid_signature: 'The code or the phone’s signature is not genuine',
  unknown_code: 'No open session showed this typed code',
  session_not_open: 'The session was not open',
  session_key_retired: 'The session’s keys are gone, so its codes can no longer be checked',
  bad_encoding: 'The code did not arrive as it was shown',
  unsupported_version: 'The app on the phone is of another version',
  malformed: 'The submission was not complete',
  missing_field: 'The submission was not complete',
  duplicate_submission: 'The student was recorded already',
  device_revoked: 'Staff had revoked the key of this phone',
  typed_code_off: 'Typed codes were switched off',
  rate_limited: 'Too many wrong codes were typed before it',
};
export const carrierWords: Readonly<Record<string, string>> = { token: 'Scanned', json: 'QR text', typed: 'Typed' };
