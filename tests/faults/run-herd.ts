import { setTimeout as pause } from 'node:timers/promises';

import { seeded } from '../bench/camera.ts';
import { attendanceOf, createSession, entryBody, type CreatedSession } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { httpClient, sendJson, type HttpClient } from '../support/http-client.ts';
import { projectedCode } from '../support/projected-code.ts';
import { removeDataDir, staffToken, startServerProcess } from '../support/server.ts';
import { herdPhone, type HerdPhone } from './herd-of-phones.ts';

export interface HerdWish {
  readonly students: number;
  /** Within which they all come back. */
  readonly withinMs: number;
  readonly seed: number;
}

export interface HerdResult {
  readonly students: number;
  readonly entries: number;
  /** From the moment that the network is back until the last entry is answered finally. */
  readonly totalMs: number;
  /** Of an entry, from its phone's coming back to its final answer. */
  readonly entryP50Ms: number;
  readonly entryP99Ms: number;
  /** Of a request. */
  readonly requestP50Ms: number;
  readonly requestP99Ms: number;
  readonly posts: number;
  readonly recorded: number;
  readonly alreadyRecorded: number;
  /** Entries that the server had stored before and is sent once more. */
  readonly repeated: number;
  /** Refusals by code, the repetitions and other submissions of a student too. */
  readonly refused: Readonly<Record<string, number>>;
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly rows: number;
  /** What must not be: entries without an answer, wrong rows, 429 and 5xx. */
  readonly faults: readonly string[];
}

const classes = 5;
/** Every tenth phone has sent its first two scans before, and died before it could note the answers. */
const isRepeater = (index: number) => index % 10 === 3;
/** Every twentieth student was in the third class by another phone, too. */
const hasOtherPhone = (index: number) => index % 20 === 7;

/** A hall that was offline for five classes comes back behind one address. */
export async function runHerd({ students, withinMs, seed }: HerdWish): Promise<HerdResult> {
  const server = await startServerProcess();
  const client = httpClient(server.port, 16);
  const random = seeded(seed);
  const phones = Array.from({ length: students }, (_, index) => herdPhone(server.port, `2026IMT-${String(index).padStart(4, '0')}`, seeded(seed + index)));
  try {
    const token = await staffToken(server.dataDir);
    const sessions: CreatedSession[] = [];
    for (let made = 0; made < classes; made++) {
      const session = await createSession(client, token, { course: `Class ${made + 1}`, identity: 'device', rotation_seconds: 5, grace_seconds: 0, duration_minutes: 60 });
      const code = await projectedCode(client, token, session);
      for (const phone of phones) await phone.scan(code);
      if (made === 1) await inTurn(phones.filter((_, index) => isRepeater(index)), (phone) => phone.sendAndForget());
      if (made === 2) await inTurn(phones.filter((_, index) => hasOtherPhone(index)), ({ student }) => scanElsewhere(client, token, session, student));
      await sendJson(client, `/sessions/${session.session_id}/close`, {}, token);
      sessions.push(session);
    }

    const startedMs = performance.now();
    const cameBackMs = phones.map(() => random() * withinMs);
    await Promise.all(phones.map((phone, index) => pause(cameBackMs[index]!).then(() => phone.comeBack())));
    const totalMs = performance.now() - startedMs;

    const rows = await Promise.all(sessions.map(async ({ session_id: id }) => (await attendanceOf(client, token, id)).map(({ student_id: who }) => who)));
    return await summarize(phones, { totalMs, rows, waitedMs: (phone, atMs) => atMs - startedMs - cameBackMs[phones.indexOf(phone)]! });
  } finally {
    for (const phone of phones) phone.close();
    client.close();
    await server.stop();
    removeDataDir(server.dataDir);
  }
}

async function scanElsewhere(client: HttpClient, token: string, session: CreatedSession, student: string): Promise<void> {
  const { body } = await client.send(`/qr/${session.session_id}.json`, { headers: { authorization: `Bearer ${token}` } });
  const { status } = await sendJson(client, '/submit_attendance', entryBody({ ...session, qr_payload: JSON.parse(body) }, student, makeDevice()));
  if (status !== 201) throw new Error(`the other phone of ${student} was answered ${status}`);
}

interface Seen {
  readonly totalMs: number;
  /** Who is recorded, a session. */
  readonly rows: readonly (readonly string[])[];
  readonly waitedMs: (phone: HerdPhone, settledAtMs: number) => number;
}

async function summarize(phones: readonly HerdPhone[], { totalMs, rows, waitedMs }: Seen): Promise<HerdResult> {
  const queued = (await Promise.all(phones.map((phone) => phone.entries()))).flat();
  const answers = phones.flatMap((phone) => phone.answers);
  const waits = phones.flatMap((phone) => [...phone.settledAtMs.values()].map((atMs) => waitedMs(phone, atMs)));
  const tooks = answers.map(({ tookMs }) => tookMs);
  const ended = count(queued.map(({ state }) => state.kind));
  const statuses = count(answers.map(({ status }) => String(status)));

  const faults = [...rows.entries()].flatMap(([index, students]) => {
    const missing = phones.filter(({ student }) => !students.includes(student)).length;
    const extra = students.length - new Set(students).size;
    return missing + extra === 0 ? [] : [`class ${index + 1}: ${missing} students have no row and ${extra} rows are there twice`];
  });
  const unanswered = queued.length - (ended['recorded'] ?? 0) - (ended['already_recorded'] ?? 0);
  if (unanswered > 0) faults.push(`${unanswered} entries are not recorded: ${JSON.stringify(ended)}`);
  for (const [status, times] of Object.entries(statuses)) if (status === '429' || Number(status) >= 500) faults.push(`${times} answers of ${status}`);
  return {
    ...{ students: phones.length, entries: queued.length, totalMs: Math.round(totalMs) },
    ...{ entryP50Ms: quantile(waits, 0.5), entryP99Ms: quantile(waits, 0.99), requestP50Ms: quantile(tooks, 0.5), requestP99Ms: quantile(tooks, 0.99) },
    ...{ repeated: 2 * phones.filter((_, index) => isRepeater(index)).length, posts: answers.length, recorded: ended['recorded'] ?? 0 },
    ...{ alreadyRecorded: ended['already_recorded'] ?? 0, refused: count(answers.flatMap(({ code }) => (code === undefined ? [] : [code]))), statuses, rows: rows.flat().length, faults },
  };
}

function count(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function quantile(values: readonly number[], part: number): number {
  return Math.round(values.toSorted((left, right) => left - right)[Math.floor(values.length * part)] ?? 0);
}

/** A few at a time, as nothing is measured here. */
async function inTurn<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const take = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await work(next);
  };
  await Promise.all(Array.from({ length: 8 }, take));
}
