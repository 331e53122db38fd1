/** English of what a button opens (scan, type, paste, settings, save a receipt): it loads with those, after the first button. */
export const enSheets = {
  receipt: {
    signed: (address: string) => `Saved with the server’s signature. Anyone can check it at ${address}.`,
    unsigned: 'Saved without a signature, because the server could not be reached. Save it again when there is network.',
    unknown: 'Saved without a signature: the server does not know this scan any more. Keep this file and tell your professor.',
  },
  scanning: {
    starting: 'Starting the camera.',
    found: 'Read. Keep the phone there for a moment.',
    looking: 'Hold the code inside the frame.',
    foreign: 'That is another QR code. Look for the one on the screen in the hall.',
    torchOn: 'Light on',
    torchOff: 'Light off',
    video: 'What the camera sees',
    problems: {
      insecure: 'The camera works here only over HTTPS. Use your phone’s own camera app, or type the code.',
      denied: 'This page may not use the camera. Allow it in the browser’s site settings, or type the code.',
      no_camera: 'No camera was found. Type the code instead.',
      busy: 'Another app is using the camera. Close it and try again, or type the code.',
      no_reader: 'The code reader could not be loaded; it needs the network the first time. Type the code, or use your phone’s own camera app.',
      failed: 'The camera did not start. Try again, or type the code.',
    },
  },
  second: {
    title: 'Saved. One more code',
    now: 'Keep the phone on the screen: one more code,',
    about: (seconds: number) => `in about ${seconds} s.`,
    progress: 'Until the second code',
    why: 'There is no network, so the server cannot see when you scanned. Two codes show that you stayed in front of the screen; with one, staff may have to look at it.',
    said: ['Your scan is saved. Keep the phone on the screen for one more code, about ten seconds.', 'Nearly there. Keep the phone on the screen.'],
    keepOne: 'Keep one code',
    savedWord: 'Saved on this phone',
    savedSentence: 'There is no network, and it sends itself later. You can scan a second code within a minute.',
    scan: 'Scan the second code',
  },
  lend: {
    title: 'Somebody else uses this phone',
    how: 'Good of you to help. Enter the number of whoever scans now, then scan the code on the screen.',
    label: 'Their student number',
    hint: 'As it stands on their student card, for example 2022IMT-049',
    noted: 'It is noted that two of you used one phone. That is fine.',
    stays: (owner: string) => `This phone stays ${owner}’s.`,
    again: 'Use the code just scanned?',
    againWhy: (guest: string) => `This phone read the code a moment ago, and the server has kept its place. It counts for ${guest} as if it were scanned now.`,
    useAgain: 'Use that code',
    scanInstead: 'Take another code',
    isOwner: 'This is the number of this phone itself. Cancel, and scan as always.',
  },
  typing: {
    label: 'Code beside the QR',
    hint: 'Eight letters and digits, for example K7QF-3M2X. Capitals and hyphens do not matter.',
    wrongLength: (count: number) => `The code has 8 letters and digits; this has ${count}.`,
    wrongLetter: (letter: string) => `“${letter}” is never part of a code. Check it with the screen.`,
  },
  pasting: {
    label: 'QR text, link or JSON',
    hint: 'The link or the JSON that someone with the code sent you, or that another app read.',
    problem: 'There is no attendance code in this text. Copy all of it, from the first sign to the last.',
  },
  settings: {
    queued: (count: number) => (count === 1 ? 'One scan waits to be sent.' : `${count} scans wait to be sent.`),
    queuedKeep: 'What was scanned before keeps the number that it was scanned with.',
    yours: 'Use your own number: a mark goes to the number that it was scanned with.',
  },
};

export type SheetMessages = typeof enSheets;
