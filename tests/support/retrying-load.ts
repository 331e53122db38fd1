import { setTimeout as pause } from 'node:timers/promises';

import { entryBody, type CreatedSession } from './classroom.ts';
import { makeDevice } from './crypto.ts';
import { httpClient, sendJson, type HttpClient } from './http-client.ts';

/**
 * Phones that submit one student after the other to whichever node is there, and send the same entry again, to the next node, until it
 * is acknowledged: what a queue does, without its patience.
 */
export interface RetryingLoad {
  /** Student -> the receipt that came first, without what is of one request. */
  readonly acknowledged: ReadonlyMap<string, string>;
  readonly counts: LoadCounts;
  /** Every answer that neither accepted nor said that the store or the node is away: a fault each. */
  readonly wrongAnswers: readonly string[];
  /** The longest while in which nothing was acknowledged, in ms, since it was last asked for. */
  takeLongestGapMs(): number;
  /** Each phone finishes its entry, however long that takes within the limit. */
  stop(): Promise<void>;
  /** Ends at once and finishes nothing: where a test fails while it runs, it would keep the process alive. */
  abandon(): void;
}

export interface LoadCounts {
  sent: number;
  /** 503, or a connection that ended: sent again. */
  refused: number;
  /** Entries that were sent more than once. */
  retried: number;
}

export interface LoadPlan {
  /** Where the nodes are now. */
  readonly ports: () => readonly number[];
  readonly session: CreatedSession;
  readonly phones: number;
  /** Tells the students of one load from another's. */
  readonly prefix?: string;
  /** Between two students of a phone. */
  readonly restMs?: number;
}

const retryMs = 20;
const finishWithinMs = 60_000;

export function startLoad({ ports, session, phones, prefix = 'P', restMs = 0 }: LoadPlan): RetryingLoad {
  const acknowledged = new Map<string, string>();
  const wrongAnswers: string[] = [];
  const counts: LoadCounts = { sent: 0, refused: 0, retried: 0 };
  const clients = new Map<number, HttpClient>();
  let stopAtMs = Number.POSITIVE_INFINITY;
  let lastMs = performance.now();
  let longestGapMs = 0;

  function clientOf(port: number): HttpClient {
    const client = clients.get(port) ?? httpClient(port, phones);
    clients.set(port, client);
    return client;
  }

  /** Where each phone was answered last: it stays there until it is not. */
  const homes = Array.from({ length: phones }, (_, phone) => phone);

  async function submit(phone: number, student: string, body: unknown): Promise<void> {
    for (let attempt = 0; performance.now() < stopAtMs + finishWithinMs; attempt++) {
      const all = ports();
      counts.sent++;
      if (attempt === 1) counts.retried++;
      const answer = await sendJson(clientOf(all[homes[phone]! % all.length]!), '/submit_attendance', body).catch(() => undefined);
      if (answer?.status === 201) return note(student, answer.body);
      counts.refused++;
      homes[phone]!++;
      if (answer !== undefined && answer.status !== 503) wrongAnswers.push(`${student} was answered ${answer.status}: ${answer.body}`);
      await pause(retryMs);
    }
    wrongAnswers.push(`${student} was never acknowledged`);
  }

  function note(student: string, receipt: string): void {
    longestGapMs = Math.max(longestGapMs, performance.now() - lastMs);
    lastMs = performance.now();
    acknowledged.set(student, JSON.stringify({ ...JSON.parse(receipt), request_id: '' }));
  }

  const running = Array.from({ length: phones }, async (_, phone) => {
    const device = makeDevice();
    for (let number = 0; performance.now() < stopAtMs; number++) {
      const student = `${prefix}${phone}-${number}`;
      await submit(phone, student, entryBody(session, student, number % 2 === 0 ? null : device));
      if (restMs > 0) await pause(restMs);
    }
  });

  return {
    ...{ acknowledged, counts, wrongAnswers },
    takeLongestGapMs() {
      const longest = Math.max(longestGapMs, performance.now() - lastMs);
      longestGapMs = 0;
      lastMs = performance.now();
      return longest;
    },
    async stop() {
      stopAtMs = performance.now();
      await Promise.all(running);
      for (const client of clients.values()) client.close();
    },
    abandon() {
      stopAtMs = Number.NEGATIVE_INFINITY;
      for (const client of clients.values()) client.close();
    },
  };
}

/** What stored rows and acknowledged students differ by; nothing where all is well. */
export function compareRows(load: RetryingLoad, students: readonly string[]): readonly string[] {
  const stored = new Set(students);
  return [
    ...load.wrongAnswers,
    ...[...load.acknowledged.keys()].filter((student) => !stored.has(student)).map((student) => `${student} was acknowledged and is lost`),
    ...students.filter((student) => !load.acknowledged.has(student)).map((student) => `${student} is stored and was not acknowledged`),
    ...(stored.size === students.length ? [] : [`${students.length - stored.size} rows are there twice`]),
  ];
}
