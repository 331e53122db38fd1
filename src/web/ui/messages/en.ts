import { refusalWords } from '../refusal-words.ts';

/** English. Another language is a file beside this one whose object is a `Messages`: a key that is missing does not compile. */
export const en = {
  language: 'en',
  appName: 'Attendance',
  title: (word: string) => `${word} · Attendance`,

  starting: { word: 'One moment', sentence: 'Opening what is kept on this phone.' },
  outdated: {
    word: 'Please reload',
    sentence: 'A newer version of this page has been used on this phone. Nothing was changed; reload to go on with it.',
  },
  sheetMissing: { word: 'Not loaded', sentence: 'This part of the page needs the network once. Your phone’s own camera still works.' },
  ready: {
    word: 'Scan',
    sentence: 'Point your phone’s camera at the code on the screen in the hall, or scan it here.',
    sentenceWithoutCamera: 'Point your phone’s own camera at the code on the screen in the hall, or type the code.',
  },
  noCodeInLink: 'That link holds no attendance code. Scan the one on the screen.',

  firstTime: {
    word: 'Who are you?',
    sentence: 'Your student number stays on this phone and at your university.',
    codeHeld: 'Your scan is kept here meanwhile.',
    placeKept: (time: string) => `Your place is kept until ${time}.`,
    label: 'Student number',
    hint: 'As it stands on your student card, for example 2022IMT-048',
    kept: 'What is stored',
    keptOnPhone: 'On this phone: your number, a key that this browser makes and shows to nobody, and your scans.',
    keptAtUniversity: 'At your university: your number, when and in which class you scanned, and the public half of that key.',
    problem: 'Enter your student number: up to 64 letters, digits and signs.',
  },

  saving: { word: 'Sending', sentence: 'Saving your scan on this phone.' },
  sending: { word: 'Sending', sentence: 'Saved on this phone. Waiting for the server’s answer.' },
  queued: { word: 'Saved on this phone', sentence: (why: string) => `Not sent yet: ${why}. It sends itself; you can close this page.` },
  queuedPlain: { sentence: (why: string) => `Not sent yet: ${why}. It sends itself while this page is open, and when you open it again.` },
  present: { word: 'Present', sentence: (course: string, time: string) => `${course}, ${time}. Recorded by the server.` },
  late: { word: 'Late', sentence: (course: string, time: string) => `${course}, ${time}. Recorded by the server as late.` },
  excused: { word: 'Excused', sentence: (course: string, time: string) => `${course}, ${time}. Recorded by the server as excused.` },
  absent: { word: 'Absent', sentence: (course: string, time: string) => `${course}, ${time}. Your professor set you absent.` },
  provisional: {
    word: 'Waiting for staff',
    sentence: (course: string, time: string) => `${course}: scanned offline at ${time}. It is recorded; your professor sees it apart.`,
  },
  held: {
    word: 'Waiting for staff',
    sentence: (course: string, time: string) => `${course}: scanned at ${time}. It is recorded, and counts once your professor confirms it.`,
  },
  already: {
    word: 'Already recorded',
    sentence: (time: string) => `The server has you on the list of this class since ${time}.`,
    sentenceWithoutTime: 'The server has you on the list of this class already.',
  },
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

  titles: { scan: 'Scan the code', type: 'Type the code', paste: 'Paste a code', settings: 'Change student number' },

  actions: {
    scan: 'Scan',
    scanAgain: 'Scan again',
    typeCode: 'Type the code',
    paste: 'Paste a code',
    continue: 'Continue',
    cancel: 'Cancel',
    close: 'Close',
    done: 'Done',
    sendNow: 'Send now',
    sendCode: 'Send',
    saveReceipt: 'Save receipt',
    details: 'Details',
    change: 'Change',
    settings: 'Change student number',
    save: 'Save',
    dismiss: 'Dismiss',
    reload: 'Reload',
  },

  queue: {
    heading: (count: number) => (count === 1 ? '1 scan waits to be sent' : `${count} scans wait to be sent`),
    item: (time: string) => `Scanned ${time}`,
    attempts: (count: number) => (count === 0 ? 'not tried yet' : count === 1 ? 'tried once' : `tried ${count} times`),
  },
  refusedList: { heading: 'Scans that were not recorded', dismissLabel: (time: string) => `Dismiss the scan of ${time}` },
  marks: { heading: 'Last marks', item: (time: string) => `Scanned ${time}` },

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
  grades: {
    online_in_window: 'received while the code was on the screen',
    offline_unbounded: 'sent later, from the offline queue',
    late_sync: 'sent too late, or without this phone’s key',
    manual: 'set by staff',
  },
  reasons: {
    no_device_signature: 'not signed by this phone',
    synced_after_window: 'sent after the code had left the screen',
    synced_after_deadline: 'sent after the deadline for offline scans',
    typed_code: 'the code was typed',
    claimed_at_scan: 'the code arrived before the number',
    set_by_staff: 'set by staff',
  },

  problems: {
    noNetwork: 'no network',
    server: 'the server cannot be reached',
    portal: 'the Wi-Fi asks you to sign in first',
    notYet: 'it was not tried yet',
  },
  notices: {
    plainHttp: 'This page came without HTTPS: it can send a scan, but not use the camera, open without a network, or sign. Your professor may have to confirm you.',
    noStorage: 'This browser lets the page keep nothing (private browsing?). Scans can be sent, but not saved.',
  },
};

export type Messages = typeof en;

function spellSeconds(seconds: number): string {
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`;
}
