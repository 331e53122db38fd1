
import { seeded } from '../bench/camera.ts';
import { attendanceOf, createSession, entryBody, originalBody, type CreatedSession } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { damagesOf } from '../support/damages.ts';
import { dropDatabaseOf } from '../support/engine.ts';
import { httpClient, sendJson, type HttpClient } from '../support/http-client.ts';
import { makeDataDir, removeDataDir, staffToken, startServerProcess, type ServerProcess } from '../support/server.ts';

/** Kills a server with SIGKILL while phones submit to it, again and again, and compares what it said with what it kept. */
export interface CrashReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** Sent, and the connection died before an answer came. */
  readonly unanswered: number;
  /** Of the unanswered, how many were on the disk after all. */
  readonly storedUnanswered: number;
  readonly stored: number;
  /** Each of these is a fault: acknowledged and not stored, stored and never sent, twice, answered as no server should, a damaged file. */
  readonly faults: readonly string[];
  readonly slowestRestartMs: number;
}

export interface CrashPlan {
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (done: number) => void;
}

const phones = 24;
/** A kill comes so long after that many acknowledgements of its round. */
export const acknowledgedBefore = 11;
const killWithinMs = 300;
const devices = Array.from({ length: phones }, makeDevice);

interface Round {
  readonly session: CreatedSession;
  readonly acknowledged: Set<string>;
  /** Student -> the body that got no answer. */
  readonly unanswered: Map<string, unknown>;
}

export async function killUnderLoad({ kills, seed, onKill }: CrashPlan): Promise<CrashReport> {
  const random = seeded(seed);
  const dataDir = makeDataDir();
  const faults: string[] = [];
  const rounds: Round[] = [];
  let slowestRestartMs = 0;
  let storedUnanswered = 0;
  let server = await startServerProcess({ dataDir });
  const token = await staffToken(dataDir);

  for (let kill = 0; kill < kills; kill++) {
    const round = await loadAndKill(server, token, random, faults);
    rounds.push(round);
    const startedMs = performance.now();
    server = await startServerProcess({ dataDir, port: server.port });
    slowestRestartMs = Math.max(slowestRestartMs, performance.now() - startedMs);
    const client = httpClient(server.port, phones);
    storedUnanswered += await compare(client, token, round, faults);
    await sendAgain(client, token, round, faults);
    client.close();
    onKill?.(kill + 1);
  }

  const client = httpClient(server.port, 1);
  let stored = 0;
  for (const round of rounds) stored += await countFinally(client, token, round, faults);
  client.close();
  const code = await server.stop();
  if (code !== 0) faults.push(`the last server ended with ${code}`);
  faults.push(...(await damagesOf(dataDir)));
  removeDataDir(dataDir);
  await dropDatabaseOf(dataDir);
  const sumOf = (count: (round: Round) => number) => rounds.reduce((sum, round) => sum + count(round), 0);
  const acknowledged = sumOf((round) => round.acknowledged.size);
  return { kills, acknowledged, unanswered: sumOf((round) => round.unanswered.size), storedUnanswered, stored, faults, slowestRestartMs };
}

/** Every phone sends one student after the other until the server is gone. */
async function loadAndKill(server: ServerProcess, token: string, random: () => number, faults: string[]): Promise<Round> {
  const client = httpClient(server.port, phones);
  const session = await createSession(client, token, { duration_minutes: 600 });
  const round: Round = { session, acknowledged: new Set(), unanswered: new Map() };
  let isKilled = false;

  async function submitOn(phone: number): Promise<void> {
    for (let number = 0; !isKilled; number++) {
      const student = `P${phone}-${number}`;
      const body = number % 3 === 0 ? originalBody(session, student) : entryBody(session, student, devices[phone]!);
      const answer = await sendJson(client, '/submit_attendance', body).catch(() => undefined);
      if (answer === undefined) round.unanswered.set(student, body);
      else if (answer.status === 201) round.acknowledged.add(student);
      else faults.push(`${student} was answered ${answer.status}: ${answer.body}`);
      if (answer === undefined) return;
    }
  }

  const loads = Array.from({ length: phones }, (_, phone) => submitOn(phone));
  while (round.acknowledged.size < acknowledgedBefore) await pause(2);
  await pause(random() * killWithinMs);
  await server.kill();
  isKilled = true;
  await Promise.all(loads);
  client.close();
  return round;
}

/** acknowledged ⊆ stored ⊆ acknowledged ∪ unanswered, no student twice. Answers how many unanswered ones were stored. */
async function compare(client: HttpClient, token: string, { session, acknowledged, unanswered }: Round, faults: string[]): Promise<number> {
  const students = (await attendanceOf(client, token, session.session_id)).map(({ student_id: student }) => student);
  const stored = new Set(students);
  if (stored.size !== students.length) faults.push(`${students.length - stored.size} rows are there twice`);
  for (const student of acknowledged) if (!stored.has(student)) faults.push(`${student} was acknowledged and is lost`);
  for (const student of stored) if (!acknowledged.has(student) && !unanswered.has(student)) faults.push(`${student} is stored and was never sent`);
  return [...unanswered.keys()].filter((student) => stored.has(student)).length;
}

/** As phones do: an entry gets its receipt, an original a receipt or the word that it is there already. */
async function sendAgain(client: HttpClient, token: string, { session, unanswered }: Round, faults: string[]): Promise<void> {
  await Promise.all(
    [...unanswered].map(async ([student, body]) => {
      const { status } = await sendJson(client, '/submit_attendance', body, token);
      const isEntry = typeof body === 'object' && body !== null && 'entry' in body;
      if (status !== 201 && (isEntry || status !== 409)) faults.push(`${student} was sent again to ${session.session_id} and answered ${status}`);
    }),
  );
}

async function countFinally(client: HttpClient, token: string, { session, acknowledged, unanswered }: Round, faults: string[]): Promise<number> {
  const students = (await attendanceOf(client, token, session.session_id)).map(({ student_id: student }) => student);
  const stored = new Set(students);
  const missing = [...acknowledged, ...unanswered.keys()].filter((student) => !stored.has(student));
  if (missing.length > 0) faults.push(`${missing.length} students of ${session.session_id} are missing in the end`);
  if (students.length !== acknowledged.size + unanswered.size) faults.push(`${session.session_id} has ${students.length} rows instead of ${acknowledged.size + unanswered.size}`);
  return students.length;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
