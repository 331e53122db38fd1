import { enOutcomes } from './en-outcomes.ts';
import { en } from './en.ts';

/** English of the page that checks receipts. */
export const receiptEn = {
  appName: en.appName,
  title: 'Check a receipt',
  lead: 'A receipt is a file that a student saved. This page says whether this server signed it, and asks the server what the record is now. The file stays on this device.',
  file: 'Receipt file',
  fileHint: 'Choose it, or drop it anywhere on this page.',
  text: 'Or paste its text',
  check: 'Check',
  nothing: 'Choose a file or paste its text first.',
  checking: 'Checking the signature.',

  genuine: {
    word: 'Genuine',
    sentence: (student: string, state: string, course: string) => `This server signed that ${student} was recorded in ${course}: ${state}.`,
    /** A record that waits for staff is never called by its status alone. */
    waiting: (status: string, standing: string) => `${status}, and ${standing}`,
  },
  changed: (status: string, standing: string, at: string) => `The record was changed later. On ${at} it was: ${status}, and ${standing}.`,
  gone: 'The server does not have this record any more: it was restored from an older backup. Staff can set it by hand.',
  notAnswered: 'The server did not say what the record is now. The receipt is true of when it was issued.',
  noProof: {
    forged: { word: 'Not genuine', sentence: 'The signature does not hold: the file was changed, or this server did not make it. It proves nothing.' },
    unreadable: {
      word: 'No signed receipt',
      sentence: 'This is not a file that this server could have signed. A receipt that was saved without a network has no signature; the student can save it again.',
    },
    newer: { word: 'Too new', sentence: 'This server signed it in a form that this page does not know. Reload the page and try again.' },
    otherKey: {
      word: 'Another server’s',
      sentence: 'It was signed with another key than this server’s, so this page can say nothing about it.',
      claims: (server: string) => `It names ${server}. Only if you know that this is the right server, check it there.`,
    },
  },
  cannot: {
    insecure: { word: 'Cannot check here', sentence: 'Browsers check signatures over HTTPS only, and this page came without. In a terminal: attend receipt verify FILE.' },
    noKey: { word: 'Not checked', sentence: 'This server’s key could not be fetched. Check the network and try again.' },
  },

  rows: {
    student: enOutcomes.details.student,
    course: enOutcomes.details.course,
    attendance: 'Attendance',
    standing: 'Standing',
    evidence: enOutcomes.details.grade,
    scanned: enOutcomes.details.scanned,
    received: enOutcomes.details.received,
    latency: enOutcomes.details.latency,
    server: 'Server',
    issued: 'Issued',
    session: 'Session',
    entry: enOutcomes.details.entry,
    key: 'Signed with the key',
  },
  seconds: enOutcomes.details.seconds,
  statuses: { present: enOutcomes.present.word, late: enOutcomes.late.word, excused: enOutcomes.excused.word, absent: enOutcomes.absent.word },
  standings: { counted: 'it counts', provisional: 'it is shown to the professor apart', held: 'it counts once the professor confirms it' },
  grades: enOutcomes.grades,
  reasons: enOutcomes.reasons,
};

export type ReceiptMessages = typeof receiptEn;
