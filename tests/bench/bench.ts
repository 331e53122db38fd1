/**
 * `npm run bench`: how many submissions the real server accepts, beside (a) a bare HTTP server that stores nothing and (b) the best
 * one-by-one insert of the same database, measured in turn in each round on this machine. Prints medians and ratios.
 * Options: --quick (fewer and shorter rounds), --json, --rounds N, --connections N, --only NAME (repeatable).
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';

import { createSession, entryBody, originalBody, type CreatedSession } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { httpClient } from '../support/http-client.ts';
import { makeDataDir, removeDataDir, staffToken, startServerProcess } from '../support/server.ts';
import type { LoadResult, LoadWish } from './load.ts';
import { insertOneByOne } from './one-by-one.ts';
import { medianOf, printTable, type Measured } from './bench-table.ts';

const { values } = parseArgs({
  options: {
    ...{ quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, rounds: { type: 'string' } },
    ...{ connections: { type: 'string', default: '128' }, only: { type: 'string', multiple: true } },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
const connections = Number(values.connections);
const sliceSeconds = values.quick ? 1 : 2;
const [fewestRequests, mostRequests] = [2_000, 60_000];
/** The compiler is still at work for some tens of thousands of requests. */
const warmUpSeconds = values.quick ? 1 : 3;

const dataDir = makeDataDir();
const server = await startServerProcess({ dataDir });
const bare = await startBare();
const loader = fork(join(import.meta.dirname, 'load.ts'), { serialization: 'advanced' });
const client = httpClient(server.port, 2);
const token = await staffToken(dataDir);
let students = 0;
const bareSession = await createSession(client, token, { duration_minutes: 600, identity: 'open', rotation_seconds: 0 });

const contenders: Readonly<Record<string, (requests: number) => Promise<Measured>>> = {
  'bare node:http, nothing stored': (requests) => loadBare(requests),
  'one by one, same engine': async () => ({ ...insertOneByOne(await bodiesFor('open', 100), sliceSeconds), p50Ms: undefined, p99Ms: undefined }),
  'server, identity open': (requests) => loadServer('open', requests),
  'server, device signatures': (requests) => loadServer('device', requests),
};
const names = Object.keys(contenders).filter((name) => values.only === undefined || values.only.some((part) => name.includes(part)));

try {
  const requests: Record<string, number> = {};
  for (const name of names) {
    const warmUntilMs = performance.now() + warmUpSeconds * 1000;
    let perSecond = 0;
    while (performance.now() < warmUntilMs) ({ perSecond } = await contenders[name]!(fewestRequests));
    requests[name] = Math.round(Math.min(mostRequests, Math.max(fewestRequests, perSecond * sliceSeconds)));
  }
  const measured: Record<string, Measured[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const name of names) measured[name]!.push(await contenders[name]!(requests[name]!));
  const medians = Object.fromEntries(names.map((name) => [name, medianOf(measured[name]!)]));
  const residentMb = Math.round(server.residentBytes() / 2 ** 20);
  if (values.json) console.log(JSON.stringify({ rounds, connections, medians, measured, residentMb }, undefined, 2));
  else printTable(medians, { rounds, connections, residentMb, baseline: 'bare node:http, nothing stored' });
} finally {
  client.close();
  loader.disconnect();
  bare.child.kill();
  await server.stop();
  removeDataDir(dataDir);
}

type Form = 'open' | 'device';

function loadBare(requests: number): Promise<Measured> {
  return bodiesFor('open', requests).then((bodies) => load(bare.port, bare.child.pid!, bodies));
}

/** Every answer must be 201 and every accepted student a row, counted by SQLite and none of our code. */
async function loadServer(form: Form, requests: number): Promise<Measured> {
  const session = await createSession(client, token, { duration_minutes: 600, identity: form, rotation_seconds: 0 });
  const result = await load(server.port, server.pid, await bodiesFor(form, requests, session));
  const stored = rowsOf(session.session_id);
  if (stored.records !== requests || stored.evidence !== requests) throw new Error(`${requests} were accepted and ${JSON.stringify(stored)} are stored`);
  return result;
}

function rowsOf(sessionId: string): { readonly records: number; readonly evidence: number } {
  const database = new DatabaseSync(join(dataDir, 'attendance.sqlite'), { readOnly: true });
  const count = (table: string) => Number(database.prepare(`select count(*) as rows from ${table} where session_id = ?`).get(sessionId)!['rows']);
  const rows = { records: count('record'), evidence: count('evidence') };
  database.close();
  return rows;
}

async function load(port: number, pid: number, bodies: readonly string[]): Promise<Measured> {
  const cpuBeforeUs = cpuUsOf(pid);
  const answered = once(loader, 'message') as Promise<[LoadResult]>;
  loader.send({ port, connections, bodies } satisfies LoadWish);
  const [{ statuses, seconds, p50Ms, p99Ms }] = await answered;
  if (statuses['201'] !== bodies.length) throw new Error(`${bodies.length} were sent and answered ${JSON.stringify(statuses)}`);
  return { perSecond: bodies.length / seconds, cpuUs: (cpuUsOf(pid) - cpuBeforeUs) / bodies.length, p50Ms, p99Ms };
}

/** A new student each time, with a phone of their own. The keys and the signatures are made before the clock starts. */
async function bodiesFor(form: Form, count: number, session: CreatedSession = bareSession): Promise<readonly string[]> {
  return Array.from({ length: count }, () => {
    const student = `2026IMT-${String(students++).padStart(7, '0')}`;
    const body = form === 'open' ? originalBody(session, student) : entryBody(session, student, makeDevice());
    return JSON.stringify(body);
  });
}

async function startBare(): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(join(import.meta.dirname, 'bare-server.ts'));
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return { child, port };
}

/** User and system time of all threads; the kernel counts in hundredths of a second. */
function cpuUsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
