import type { Grade, GradeReason } from '../../../protocol/words.ts';
import { refusalWords } from '../refusal-words.ts';

/** English of what became of scans: outcomes, their details, and the lists of them. It loads after the first button. */
export const enOutcomes = {
  present: { word: 'Present', sentence: (course: string, time: string) => `${course}, ${time}. Recorded by the server.` },
  late: { word: 'Late', sentence: (course: string, time: string) => `${course}, ${time}. Recorded by the server as late.` },
  excused: { word: 'Excused', sentence: (course: string, time: string) => `${course}, ${time}. Recorded by the server as excused.` },
  absent: { word: 'Absent', sentence: (course: string, time: string) => `${course}, ${time}. Your professor set you absent.` },
  provisional: {
    word: 'Waiting for staff',
    sentence: (course: string, time: string) => `${course}: scanned offline at ${time}. It is recorded, and staff will look at it.`,
  },
  held: {
    word: 'Waiting for staff',
    sentence: (course: string, time: string) => `${course}: scanned at ${time}. It is stored; staff will look at it.`,
  },
  already: {
    word: 'Already recorded',
    sentence: (time: string) => `The server has you on the list of this class since ${time}.`,
    sentenceWithoutTime: 'The server has you on the list of this class already.',
  },
  checked: (course: string, check: number) => `${course}. Your presence was confirmed again (check ${check}).`,
  repaired: { word: 'Recorded by staff', sentence: 'Staff have looked at this scan, and it counts.' },
  refused: refusalWords,
  refusedScannedAt: (sentence: string, time: string) => `${sentence} You scanned at ${time}.`,
  refusedUnknown: { word: 'Not recorded', sentence: (reason: string) => `The server said: ${reason}.` },
  unsavedSending: { word: 'Sending', sentence: 'This phone could not save the scan. Stay here while it is sent.' },
  unsavedLost: {
    word: 'Not saved, not sent',
    sentence: 'This phone could not save the scan, and the server did not answer. Make room on the phone or leave private browsing, then scan again.',
  },
  unsavedNote: 'This phone could not save it. Only the server has it.',

  lateness: (seconds: number) => (seconds < 0 ? 'before the start' : `${spellSeconds(seconds)} after the start`),

  queue: {
    heading: (count: number) => (count === 1 ? '1 scan waits to be sent' : `${count} scans wait to be sent`),
    attempts: (count: number) => (count === 0 ? 'not tried yet' : count === 1 ? 'tried once' : `tried ${count} times`),
  },
  refusedList: { heading: 'Scans that were not recorded', dismissLabel: (time: string) => `Dismiss the scan of ${time}` },
  marks: { heading: 'Last marks' },

  details: {
    student: 'Student number',
    course: 'Course',
    scanned: 'Scanned',
    received: 'Received by the server',
    latency: 'After the start',
    codeAge: 'Age of the code',
    grade: 'Evidence',
    entry: 'Entry',
    reason: 'The server’s words',
    request: 'Request',
    seconds: (seconds: number) => `${seconds.toFixed(2)} s`,
  },
  /** Exact, and never an accusation: what was sent, and what staff look at. */
  grades: {
    online_in_window: 'received while the code was on the screen',
    offline_verified: 'scanned offline, and shown to have been made in the class',
    offline_unbounded: 'scanned offline; staff can see that it was made after the code was shown, not when',
    late_sync: 'stored; staff will look at it',
    suspicious: 'stored; staff will look at it',
    manual: 'set by staff',
  } satisfies Record<Grade, string>,
  reasons: {
    no_device_signature: 'not signed by this phone',
    synced_after_window: 'sent after the code had left the screen',
    synced_after_deadline: 'sent after the deadline for offline scans',
    typed_code: 'the code was typed',
    claimed_at_scan: 'the code arrived before the number',
    set_by_staff: 'set by staff',
    two_codes: 'two codes show that you stayed in front of the screen',
    one_code: 'one code was scanned; two show more',
    bounded_by_contact: 'this phone was in contact with the server soon after',
    carried: 'a classmate’s phone brought it',
    scanned_by_staff: 'staff scanned it from your screen',
    bounded_too_late: 'it reached the server some time after the class',
    chain_gap: 'an earlier scan of this phone has not arrived yet',
    device_waits: 'this phone is new for your number; staff can let it count now',
    device_replaced: 'two newer phones of yours are in use',
    borrowed_phone: 'two of you used one phone, which is fine',
    chain_fork: 'this phone’s scans come in two versions, perhaps from a restored backup',
    device_of_other_student: 'this phone usually scans for another number',
    code_not_shown: 'no screen reported that it showed this code',
    later_than_contact: 'two clocks do not agree about when this was',
  } satisfies Record<GradeReason, string>,

  state: { heading: 'Now', asked: 'Staff ask:', askedRow: 'Staff ask you something', askedAt: (time: string) => `Asked ${time}.`, answer: 'Tell your professor the answer, best in the class or by mail.' },
  actions: { details: 'Details' },
  guests: {
    heading: 'Scans of others with this phone',
    lent: (student: string) => `For ${student}.`,
    note: 'It is noted that two of you used one phone. That is fine.',
    lend: 'Somebody else uses this phone',
  },
  codes: { label: 'Codes', one: 'one', two: 'two, one after the other' },
};

function spellSeconds(seconds: number): string {
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`;
}
