/** English of what stands before the first button. Another language is a file beside this one whose object is a `Messages`: a key that is missing does not compile. */
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
  titles: {
    ...{ scan: 'Scan the code', type: 'Type the code', paste: 'Paste a code', settings: 'Change student number' },
    ...{ lend: 'Somebody else uses this phone', carry: 'Let a classmate bring it', bring: 'A classmate’s scan' },
  },

  actions: {
    scan: 'Scan',
    scanAgain: 'Scan again',
    typeCode: 'Type the code',
    paste: 'Paste a code',
    continue: 'Continue',
    cancel: 'Cancel',
    done: 'Done',
    sendNow: 'Send now',
    carry: 'Let a classmate bring it',
    sendCode: 'Send',
    saveReceipt: 'Save receipt',
    change: 'Change',
    settings: 'Change student number',
    save: 'Save',
    dismiss: 'Dismiss',
    reload: 'Reload',
  },

  problems: {
    noNetwork: 'no network',
    notYet: 'it was not tried yet',
  },
  notices: {
    plainHttp: 'This page came without HTTPS: it can send a scan, but not use the camera, open without a network, or sign. Your professor may have to confirm you.',
    noStorage: 'This browser lets the page keep nothing (private browsing?). Scans can be sent, but not saved.',
  },
};

export type Messages = typeof en;
