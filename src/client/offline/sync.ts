import { readAnswer, type Answer } from './answer.ts';
import { backoffMs, parseRetryAfter } from './backoff.ts';
import type { ChainHead, EntryState, Exclusive, OneSender, QueuedEntry, QueueStorage } from './ports.ts';
import { envelopeOf, type SendEnvelope } from './send-entry.ts';

export interface SyncPorts {
  readonly storage: QueueStorage;
  /** One syncer a device: Web Locks in a page, the queue file's lock in the terminal. */
  readonly exclusive: Exclusive;
  /** One attempt of an entry at a time, over all tabs: a scan that is being sent live is not sent again beside that. */
  readonly oneSender: OneSender;
  readonly send: SendEnvelope;
  readonly nowMs: () => number;
  readonly random: () => number;
  /** Called after each entry whose state was written. */
  readonly onChange?: () => void;
}

export interface SyncSummary {
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly refused: number;
  /** Entries that wait when the pass ends, those that it did not try too. */
  readonly waiting: number;
  /** Why the last attempt that was not answered was not. */
  readonly problem: string | null;
  /** When to run the next pass; null where nothing waits. */
  readonly retryInMs: number | null;
}

/** So many attempts in a row without an answer mean that the network is away, and not that the entries are bad. */
const unansweredBeforeStop = 2;

/**
 * Sends every waiting entry once. Undefined where another tab or process is at it. A crash at any point leaves an entry
 * waiting; sending it again gets the same receipt, because the server knows it by its `entry_id`. Rejects at the end where an
 * answer could not be stored.
 */
export function syncOnce(ports: SyncPorts): Promise<SyncSummary | undefined> {
  return ports.exclusive(() => pass(ports));
}

async function pass(ports: SyncPorts): Promise<SyncSummary> {
  const count = { recorded: 0, already_recorded: 0, refused: 0, kept: 0, unanswered: 0 };
  const tried = new Set<string>();
  let unansweredInARow = 0;
  let problem: string | null = null;
  let retryAfterMs = 0;
  /** A full disk that cannot note one answer must not keep the entries behind it from being sent. */
  const failures: unknown[] = [];

  while (unansweredInARow < unansweredBeforeStop) {
    const entry = nextOf(await ports.storage.list(), tried);
    if (entry === undefined) break;
    tried.add(entry.key);
    const attempt = await attemptEntry(ports, entry.key, () => true).catch((error: unknown) => void failures.push(error));
    if (attempt === undefined) continue;
    count[attempt.answer.kind] += 1;
    unansweredInARow = attempt.answer.kind === 'unanswered' ? unansweredInARow + 1 : 0;
    if ('problem' in attempt.answer) problem = attempt.answer.problem;
    retryAfterMs = Math.max(retryAfterMs, attempt.retryAfterMs);
    // The server asks for a pause, and asks it of everybody.
    if (attempt.retryAfterMs > 0) break;
  }

  if (failures.length > 0) throw failures[0];
  const attempts = (await ports.storage.list()).flatMap(({ state }) => (state.kind === 'waiting' ? [state.attempts] : []));
  const retryInMs = attempts.length === 0 ? null : backoffMs(Math.min(...attempts), ports.random, retryAfterMs);
  return { recorded: count.recorded, alreadyRecorded: count.already_recorded, refused: count.refused, waiting: attempts.length, problem, retryInMs };
}

/**
 * The first attempt, right after the scan, while the code is still on the screen. It does not wait for a pass that is sending
 * other entries, and sends nothing where one is sending this very entry. `isQueued` says of the first attempt already that the
 * device cannot scan again. Resolves to the state that stands.
 */
export async function sendNow(ports: SyncPorts, key: string, isQueued = false): Promise<EntryState | undefined> {
  await attemptEntry(ports, key, (attempts) => isQueued || attempts > 0);
  return (await ports.storage.list()).find((each) => each.key === key)?.state;
}

/** Oldest first; but an entry that was sent less often goes before, so that those which something on the way swallows cannot block the others. */
function nextOf(entries: readonly QueuedEntry[], tried: ReadonlySet<string>): QueuedEntry | undefined {
  const attemptsOf = ({ state }: QueuedEntry) => (state.kind === 'waiting' ? state.attempts : 0);
  return entries.filter(({ key, state }) => state.kind === 'waiting' && !tried.has(key)).sort((left, right) => attemptsOf(left) - attemptsOf(right))[0];
}

interface Attempt {
  readonly answer: Answer;
  readonly retryAfterMs: number;
}

/** Undefined where the entry is settled already, or somebody else on this device is sending it: its state is read once nobody is. */
function attemptEntry(ports: SyncPorts, key: string, isQueued: (attempts: number) => boolean): Promise<Attempt | undefined> {
  return ports.oneSender(key)(async () => {
    const entries = await ports.storage.list();
    const entry = entries.find((each) => each.key === key);
    if (entry?.state.kind !== 'waiting') return undefined;
    const { attempts } = entry.state;
    const { answer, retryAfterMs } = await ask(ports, entry, isQueued(attempts), headFor(entry, entries, await ports.storage.readHead()));
    await ports.storage.settle(key, stateAfter(answer, attempts + 1, ports.nowMs()));
    ports.onChange?.();
    return { answer, retryAfterMs };
  });
}

/** Null for an entry whose key was replaced since: the head is of the new key's chain. */
function headFor({ deviceKey }: QueuedEntry, entries: readonly QueuedEntry[], { entryId }: ChainHead): string | null {
  const last = entries.find((each) => each.entryId === entryId);
  return last === undefined || last.deviceKey === deviceKey ? entryId : null;
}

async function ask(ports: SyncPorts, entry: QueuedEntry, queued: boolean, head: string | null): Promise<Attempt> {
  try {
    const reply = await ports.send(envelopeOf(entry, queued, head));
    return { answer: readAnswer(reply, entry), retryAfterMs: parseRetryAfter(reply.retryAfter, ports.nowMs()) };
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return { answer: { kind: 'unanswered', problem: isTimeout ? 'no answer in time' : 'no connection to the server' }, retryAfterMs: 0 };
  }
}

function stateAfter(answer: Answer, attempts: number, atMs: number): EntryState {
  switch (answer.kind) {
    case 'recorded':
    case 'already_recorded':
    case 'refused':
      return { ...answer, atMs };
    case 'kept':
    case 'unanswered':
      return { kind: 'waiting', attempts, lastProblem: answer.problem };
  }
}
