const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);
const students = (count: number) => (count === 1 ? '1 student' : `${count} students`);
const phones = (count: number) => (count === 1 ? '1 phone' : `${count} phones`);

/** English of the page that looks at a session's arrivals as a whole. It says what the figures can and cannot prove. */
export const insightEn = {
  title: 'Insight',
  toLive: 'Back to the live page',
  lead: 'This page describes how a session’s records arrived. It changes none of them, and nothing on it is a proof by itself: talk to people before you decide.',
  again: 'Look again',
  lookedAt: (time: string) => `As of ${time}`,
  nobody: 'Nobody has arrived yet',
  nobodyHint: 'Figures appear here as students scan.',

  headcount: {
    title: 'Headcount',
    hint: 'Count who sits in the hall. The difference shows how many are recorded without being there, or there without being recorded.',
    counted: 'People in the hall',
    countedProblem: 'A whole number from 0 to 100000.',
    note: 'Note',
    noteHint: 'May be empty',
    submit: 'Note it',
    noted: 'The headcount is noted',
    recorded: 'Recorded and counted now',
    inHall: 'In the hall at the newest headcount',
    difference: 'Recorded minus counted',
    words: (difference: number) =>
      difference > 0
        ? `${students(difference)} more recorded than were counted.`
        : difference < 0
          ? `${people(-difference)} in the hall without a counted record.`
          : 'As many are recorded as were counted.',
    waiting: (count: number) => `${students(count)} more, provisional or held, ${count === 1 ? 'is' : 'are'} not in this number.`,
    history: 'All headcounts',
    columns: { at: 'When', counted: 'In the hall', recorded: 'Recorded then', difference: 'Difference', staff: 'By', note: 'Note' },
  },

  spotCheck: {
    title: 'Spot check',
    hint: 'A random list of recorded students to call up. It is as long as it must be to meet at least one who is not there.',
    share: 'If so many % are not there',
    chance: 'meet one with a chance of %',
    problem: 'A whole number from 1 to 100.',
    submit: 'Draw a list',
    size: (check: number, counted: number) => `Call up ${check} of the ${students(counted)}.`,
    meaning: (phantoms: number, chance: string) => `If ${phantoms === 1 ? 'one of them is' : `${phantoms} of them are`} not there, at least one stands on this list with a chance of ${chance}.`,
    none: 'Nobody is recorded and counted yet, so there is nobody to call up.',
    seed: (seed: string) => `Seed ${seed}: the same seed draws the same list again.`,
    print: 'Print the list',
    columns: { student: 'Student', isThere: 'There', note: 'Note' },
  },

  ages: {
    title: 'Age of the codes',
    ways: { scanned: 'Scanned codes', typed: 'Typed codes' },
    rule: (rotation: number, grace: number) => `A code is on the screen for ${rotation} s and good for ${grace} s more.`,
    meaning: (from: number, until: number) =>
      `Codes that arrive ${from}–${until} s after they were shown can be slow networks or a relay: a friend who forwards the picture needs that time too.`,
    onScreen: 'on the screen',
    inGrace: 'in the seconds of grace',
    later: (count: number) => `${count} more arrived after the code’s window.`,
    inWords: (total: number, late: number) => `${total} arrived in the window, ${late} of them in the seconds of grace`,
    static: 'This session shows one static code. It has no age, so a photograph of it looks like a scan.',
    columns: { age: 'Seconds after it was shown', count: 'Arrived' },
    second: (second: number) => `${second}–${second + 1} s`,
  },

  arrivals: {
    title: 'Arrivals',
    inWords: (total: number, most: number) => `${total === 1 ? '1 arrival' : `${total} arrivals`}, at most ${most} in one bar`,
    each: (minutes: number) => (minutes === 1 ? 'One bar is a minute.' : `One bar is ${minutes} minutes.`),
    after: (count: number) => `${count} arrived after the session had closed.`,
    columns: { minute: 'Minutes after the start', count: 'Arrived' },
    minute: (minute: number) => `${minute} min`,
  },

  bursts: {
    title: 'Bursts',
    rule: 'At least 5 arrivals within one second, and at least 5 times as many as a second around it has.',
    meaning: 'A group that shares one picture looks like this, and so does a network that came back or a row of friends who scan together.',
    none: 'No burst.',
    line: (time: string, count: number, usual: string) => `${time}: ${count} within a second, where ${usual} a second was usual`,
  },

  devices: {
    title: 'Phones',
    shared: 'Phones with several students',
    sharedMeaning: 'A borrowed phone looks like this, and so does one friend who scans for others.',
    sharedNone: 'Every phone stands for one student.',
    fresh: 'Phones seen for the first time',
    freshCount: (fresh: number, all: number) => `${fresh} of ${phones(all)} had no record before this session.`,
    freshMeaning: 'In a first lecture that is everybody. Later it is a new phone, a cleared browser, or a phone that stands in for another.',
    list: 'Show them',
    columns: { device: 'Phone', students: 'Students' },
  },

  ways: {
    title: 'How they came',
    names: { token: 'Scanned', json: 'As QR text', typed: 'Typed', by_hand: 'Set by staff alone', without_device: 'Without a phone’s key', synced_later: 'Synced after the code’s window' },
  },

  asTable: 'As a table',
  clockJumped: (seconds: string, time: string) => `The server’s clock jumped by ${seconds} s at ${time}; codes and times around it may be wrong.`,
} as const;
