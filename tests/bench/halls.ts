import { fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';

import { printRows } from './bench-table.ts';
import { slowSync } from './slow-sync.ts';
import { bodiesFor, cpuUsOf, openStand, peakMbOf, type Loader, type Stand } from './stand.ts';

/** What halls do to one server on SQLite, beside how much it takes. Each figure is the median of so many rounds. */

export interface HallRow {
  readonly what: string;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly perSecond?: number;
  readonly cpuUs?: number;
  readonly note?: string;
}

export interface HallsWish {
  readonly rounds: number;
  /** Where what is built for a slower disk goes. */
  readonly dir: string;
  readonly sliceSeconds: number;
}

export interface Halls {
  readonly rows: readonly HallRow[];
  readonly peakMb: number;
}

export async function measureHalls(loader: Loader, wish: HallsWish): Promise<Halls> {
  const stand = await openStand(loader);
  const rows: HallRow[] = [];
  try {
    await stand.measure('open', { requests: 30_000, connections: 128 });
    for (const connections of [500, 2_000]) rows.push(await keptConnections(stand, connections, wish));
    for (const students of [500, 2_000]) rows.push(await burst(stand, students, wish.rounds, 'this disk'));
    rows.push(await watched(stand, Math.min(wish.rounds, watchedRounds)));
    rows.push(await firstVisits(stand));
    return { rows: [...rows, ...(await onSlowerDisks(loader, wish))], peakMb: peakMbOf(stand.server.pid) };
  } finally {
    await stand.close();
  }
}

async function keptConnections(stand: Stand, connections: number, { rounds, sliceSeconds }: HallsWish): Promise<HallRow> {
  const all = [];
  for (let round = 0; round < rounds; round++) all.push(await stand.measure('open', { requests: 8_000 * sliceSeconds, connections }));
  const [perSecond, cpuUs] = [median(all.map((one) => one.perSecond)), median(all.map((one) => one.cpuUs!))];
  return { what: `${connections} connections that are kept`, perSecond, cpuUs, p50Ms: median(all.map((one) => one.p50Ms!)), p99Ms: median(all.map((one) => one.p99Ms!)) };
}

/** So many students at once, each over a new connection; the loader runs on the same cores. */
async function burst(stand: Stand, students: number, rounds: number, disk: string): Promise<HallRow> {
  const all = [];
  for (let round = 0; round < rounds; round++) all.push(await stand.measure('open', { requests: students, connections: 0 }));
  return { what: `${students} students at once, new connections, ${disk}`, p50Ms: median(all.map((one) => one.p50Ms!)), p99Ms: median(all.map((one) => one.p99Ms!)) };
}

const [watchers, acceptsPerSecond, watchedSeconds, watchedRounds] = [500, 1_000, 5, 3];

/** What pages that look on add to each accepted submission: the difference of two measurements, a session each round. */
async function watched(stand: Stand, rounds: number): Promise<HallRow> {
  const paced = { requests: acceptsPerSecond * watchedSeconds, connections: 64, perSecond: acceptsPerSecond };
  const all = [];
  for (let round = 0; round < rounds; round++) {
    const session = await stand.newSession('open');
    const alone = await stand.measure('open', { ...paced, session });
    const pages = await Promise.all(Array.from({ length: watchers }, () => watch(stand, session.session_id)));
    for (const page of pages) await until(() => page.students() === paced.requests);
    const withPages = await stand.measure('open', { ...paced, session });
    for (const page of pages) await until(() => page.students() === 2 * paced.requests);
    for (const page of pages) page.close();
    all.push({ ...withPages, addedUs: withPages.cpuUs! - alone.cpuUs! });
  }
  const [perSecond, cpuUs] = [median(all.map((one) => one.perSecond)), median(all.map((one) => one.cpuUs!))];
  const note = `${median(all.map(({ addedUs }) => addedUs)).toFixed(0)} us of it for the pages; every page saw every change`;
  return { what: `${watchers} live pages over ${acceptsPerSecond} accepts/s`, perSecond, cpuUs, p99Ms: median(all.map((one) => one.p99Ms!)), note };
}

/** A page takes what browsers take. Its stream is kept as it comes and read when it is asked for, so that reading disturbs no measurement. */
async function watch({ server, token }: Stand, sessionId: string) {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  socket.write(`GET /sessions/${sessionId}/live HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip, deflate, br\r\nauthorization: Bearer ${token}\r\n\r\n`);
  const students = () => {
    const all = Buffer.concat(pieces);
    const head = all.indexOf('\r\n\r\n');
    return head < 0 ? 0 : studentsIn(all.subarray(head + 4));
  };
  return { students, close: () => socket.destroy() };
}

/** Most pages were sent the same bytes; what is in them is read once. */
const studentsByStream = new Map<string, number>();

function studentsIn(stream: Buffer): number {
  const name = hash('sha256', stream);
  const known = studentsByStream.get(name);
  if (known !== undefined) return known;
  const rows = gunzipSync(stream, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1').match(/"student_id":"[^"]+"/g);
  const count = new Set(rows).size;
  studentsByStream.set(name, count);
  return count;
}

const [visitors, visitSeconds] = [500, 10];

/** Phones that were never here: the page and all that it is made of before its first button, a new connection each. */
async function firstVisits({ server }: Stand): Promise<HallRow> {
  const answer = await fetch(`${server.origin}/s`);
  if (!answer.ok) throw new Error(`the student page answered ${answer.status}: run "npm run build" first`);
  const page = await answer.text();
  const parts = ['/s', ...new Set([...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!))];
  const before = cpuUsOf(server.pid);
  const took = await Promise.all(
    Array.from({ length: visitors }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, (index * visitSeconds * 1000) / visitors));
      const startedMs = performance.now();
      const socket = connect(server.port, '127.0.0.1');
      for (const path of parts) await get(socket, path);
      socket.destroy();
      return performance.now() - startedMs;
    }),
  );
  const sorted = took.toSorted((left, right) => left - right);
  return {
    ...{ what: `${visitors} first visits in ${visitSeconds} s`, p50Ms: sorted[Math.floor(visitors / 2)]!, p99Ms: sorted[Math.floor(visitors * 0.99)]! },
    ...{ cpuUs: (cpuUsOf(server.pid) - before) / visitors, note: `${parts.length} requests each` },
  };
}

function get(socket: ReturnType<typeof connect>, path: string): Promise<void> {
  return new Promise((done, fail) => {
    let [received, wanted] = ['', Infinity];
    const read = (bytes: Buffer) => {
      received += bytes.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      if (head >= 0) wanted = head + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < wanted) return;
      socket.off('data', read);
      done();
    };
    socket.on('data', read).once('error', fail);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: br, gzip\r\n\r\n`);
  });
}

/** The same with a disk that takes longer to promise anything. */
async function onSlowerDisks(loader: Loader, { dir, rounds, sliceSeconds }: HallsWish): Promise<readonly HallRow[]> {
  const rows: HallRow[] = [];
  for (const addedMs of [4, 8]) {
    const env = slowSync(dir, addedMs);
    if (env === undefined) return [{ what: 'slower disks', note: 'not measured: there is no C compiler (cc) here' }];
    const stand = await openStand(loader, { env });
    try {
      const disk = `fsync ${addedMs} ms slower`;
      await stand.measure('open', { requests: 10_000, connections: 512 });
      if (addedMs === 4) for (const students of [500, 2_000]) rows.push(await burst(stand, students, rounds, disk));
      const one = await oneByOne(env, sliceSeconds);
      const all = [];
      for (let round = 0; round < rounds; round++) all.push((await stand.measure('open', { requests: 10_000, connections: 1_000 })).perSecond);
      rows.push({ what: `SQLite one by one, ${disk}`, perSecond: one });
      rows.push({ what: `1000 connections that are kept, ${disk}`, perSecond: median(all), note: `${(median(all) / one).toFixed(0)} times one by one` });
    } finally {
      await stand.close();
    }
  }
  return rows;
}

/** In a process of its own, since a disk is made slower for a whole process. */
async function oneByOne(env: Readonly<Record<string, string>>, seconds: number): Promise<number> {
  const child = fork(join(import.meta.dirname, 'one-by-one-child.ts'), [String(seconds), ...bodiesFor('open', 1, someSession)], { env: { ...process.env, ...env } });
  const [perSecond] = (await once(child, 'message')) as [number];
  return perSecond;
}

const someSession = { session_id: '11111111-1111-4111-8111-111111111111', qr_payload: { payload_b64: 'e30=', signature: '' } };

export function printHalls({ rows, peakMb }: Halls): void {
  const text = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? '';
  console.log('\nOne server on SQLite. All submissions were answered 201 and are stored.\n');
  printRows(
    ['', 'p50 ms', 'p99 ms', 'accepted/s', 'CPU us', ''],
    rows.map(({ what, p50Ms, p99Ms, perSecond, cpuUs, note = '' }) => [what, text(p50Ms, 1), text(p99Ms, 1), text(perSecond, 0), text(cpuUs, 1), note]),
  );
  console.log(`\nMost memory: ${peakMb} MB.`);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)]!;
}

async function until(isTrue: () => boolean): Promise<void> {
  const limitMs = performance.now() + 30_000;
  while (!isTrue()) {
    if (performance.now() > limitMs) throw new Error('what was waited for did not come within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
