import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

import { createSession, entryBody, originalBody, type CreatedSession } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { httpClient } from '../support/http-client.ts';
import { childrenOf } from '../support/postgres.ts';
import { makeDataDir, removeDataDir, staffToken, startServerProcess, type ServerProcess } from '../support/server.ts';
import type { Measured } from './bench-table.ts';
import type { LoadResult, LoadWish } from './load.ts';

export type Form = 'open' | 'device';

/** A real server over an empty database, and what it takes to load and to watch it. */
export interface Stand {
  readonly server: ServerProcess;
  readonly token: string;
  newSession(form: Form): Promise<CreatedSession>;
  /** Every answer must be 201 and every accepted student a row, counted by the database and none of our code. */
  measure(form: Form, wish: SubmissionsWish): Promise<Measured>;
  /** Stops this server and starts another over the same database, which is then the caller's to stop. */
  restart(): Promise<ServerProcess>;
  close(): Promise<void>;
}

export interface SubmissionsWish {
  readonly requests: number;
  readonly connections: number;
  readonly perSecond?: number;
  /** A new one where it is left out. */
  readonly session?: CreatedSession;
}

/** Sends and says what came back; one process for all. */
export function startLoader() {
  const child = fork(join(import.meta.dirname, 'load.ts'), { serialization: 'advanced' });
  async function load(wish: LoadWish, pid: number, databasePid?: number): Promise<Measured> {
    const cpuBeforeUs = cpuUsOf(pid);
    const databaseBeforeUs = databasePid === undefined ? undefined : cpuUsWithChildren(databasePid);
    const answered = once(child, 'message') as Promise<[LoadResult]>;
    child.send(wish);
    const [{ statuses, seconds, p50Ms, p99Ms }] = await answered;
    const { length } = wish.bodies;
    if (statuses['201'] !== length) throw new Error(`${length} were sent and answered ${JSON.stringify(statuses)}`);
    const databaseUs = databaseBeforeUs === undefined ? undefined : (cpuUsWithChildren(databasePid!) - databaseBeforeUs) / length;
    return { perSecond: length / seconds, cpuUs: (cpuUsOf(pid) - cpuBeforeUs) / length, databaseUs, p50Ms, p99Ms };
  }
  return { load, stop: () => child.disconnect() };
}

export type Loader = ReturnType<typeof startLoader>;

let students = 0;

/** A new student each time, with a phone of their own. The keys and the signatures are made before the clock starts. */
export function bodiesFor(form: Form, count: number, session: CreatedSession): readonly string[] {
  return Array.from({ length: count }, () => {
    const student = `2026IMT-${String(students++).padStart(7, '0')}`;
    return JSON.stringify(form === 'open' ? originalBody(session, student) : entryBody(session, student, makeDevice()));
  });
}

export interface StandWish {
  /** The server's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** A PostgreSQL's, and the number of its first process. */
  readonly databaseUrl?: string;
  readonly databasePid?: number;
}

export async function openStand(loader: Loader, { env = {}, databaseUrl, databasePid }: StandWish = {}): Promise<Stand> {
  const dataDir = makeDataDir();
  const url = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  const server = await startServerProcess({ dataDir, env: { ...env, ...url } });
  const client = httpClient(server.port, 2);
  const token = await staffToken(dataDir, url);
  const newSession = (form: Form) => createSession(client, token, { duration_minutes: 600, identity: form, rotation_seconds: 0 });

  async function rowsOf(sessionId: string): Promise<readonly number[]> {
    const counting = (table: string) => `select count(*) as rows from ${table} where session_id = `;
    if (databaseUrl === undefined) {
      const database = new DatabaseSync(join(dataDir, 'attendance.sqlite'), { readOnly: true });
      const rows = ['record', 'evidence'].map((table) => Number(database.prepare(`${counting(table)} ?`).get(sessionId)!['rows']));
      database.close();
      return rows;
    }
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    const [records, evidence] = [await database.query(`${counting('record')} $1`, [sessionId]), await database.query(`${counting('evidence')} $1`, [sessionId])];
    await database.end();
    return [records, evidence].map(({ rows }) => Number(rows[0].rows));
  }

  return {
    ...{ server, token, newSession },
    async measure(form, { requests, connections, perSecond, session }) {
      const own = session ?? (await newSession(form));
      const before = await rowsOf(own.session_id);
      const pace = perSecond === undefined ? {} : { perSecond };
      const result = await loader.load({ port: server.port, connections, bodies: bodiesFor(form, requests, own), ...pace }, server.pid, databasePid);
      const stored = (await rowsOf(own.session_id)).map((rows, index) => rows - before[index]!);
      if (stored.some((rows) => rows !== requests)) throw new Error(`${requests} were accepted and ${stored.join(' and ')} are stored`);
      return result;
    },
    async restart() {
      client.close();
      await server.stop();
      return startServerProcess({ dataDir, env: { ...env, ...url } });
    },
    async close() {
      client.close();
      await server.stop();
      removeDataDir(dataDir);
    },
  };
}

/** The bare server that the others are compared with; with `--lane` over the server's own way to read requests. */
export async function startBare(...args: readonly '--lane'[]): Promise<{ readonly pid: number; readonly port: number; stop(): void }> {
  const child = fork(join(import.meta.dirname, 'bare-server.ts'), args);
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return { pid: child.pid!, port, stop: () => void child.kill() };
}

/** User and system time of all threads; the kernel counts in hundredths of a second. */
export function cpuUsOf(pid: number): number {
  return sumOf(pid, [11, 12]);
}

/** The same with all that it started: those that have ended are counted to it. */
export function cpuUsWithChildren(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + (existsSync(`/proc/${child}`) ? cpuUsOf(child) : 0), sumOf(pid, [11, 12, 13, 14]));
}

function sumOf(pid: number, fields: readonly number[]): number {
  const all = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return fields.reduce((sum, field) => sum + Number(all[field]), 0) * 10_000;
}

/** The most memory that a process ever held. */
export function peakMbOf(pid: number): number {
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024);
}
