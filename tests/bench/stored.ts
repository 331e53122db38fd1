import { statSync } from 'node:fs';
import { join } from 'node:path';

import type { CreatedSession } from '../support/classroom.ts';
import { medianOf, printRows, type Measured } from './bench-table.ts';
import { openStand, type Form, type Loader, type Stand } from './stand.ts';
import { fillWithRows } from './stored-rows.ts';

export interface Stored {
  readonly rows: number;
  readonly forms: Readonly<Record<Form, { readonly few: Measured; readonly many: Measured }>>;
  /** What it took to write the rows beside the server, and how large the file is then. */
  readonly fillSeconds: number;
  readonly fileGb: number;
  /** From the start of the process until it listens. */
  readonly startSeconds: number;
}

const fewRows = 10_000;
const forms = ['open', 'device'] as const;

/** A server with a session of each form. */
interface Hall {
  readonly stand: Stand;
  readonly sessions: Readonly<Record<Form, CreatedSession>>;
}

/**
 * What a submission costs on an almost empty database and on one with very many rows, in turn in each round so that what else the machine
 * does meets both, and how long the large one takes to start. SQLite.
 */
export async function measureStored(loader: Loader, { rows, rounds }: { readonly rows: number; readonly rounds: number }): Promise<Stored> {
  // Their sessions before the rows are there, which takes longer than a connection is kept.
  const [small, large] = [await openHall(loader), await openHall(loader)];
  try {
    const { dataDir } = large.stand.server;
    const [fillSeconds] = await timed(async () => fillWithRows(dataDir, large.sessions.open.session_id, rows));
    const fileGb = statSync(join(dataDir, 'attendance.sqlite')).size / 1e9;
    const measured = { open: await measureForm('open'), device: await measureForm('device') };
    const [startSeconds, again] = await timed(() => large.stand.restart());
    await again.stop();
    return { rows, forms: measured, fillSeconds, fileGb, startSeconds };
  } finally {
    await small.stand.close();
    await large.stand.close();
  }

  async function measureForm(form: Form) {
    const submitTo = ({ stand, sessions }: Hall, requests = fewRows) => stand.measure(form, { requests, connections: 128, session: sessions[form] });
    await submitTo(small, 3 * fewRows);
    await submitTo(large, 3 * fewRows);
    const [few, many]: [Measured[], Measured[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      few.push(await submitTo(small));
      many.push(await submitTo(large));
    }
    return { few: medianOf(few), many: medianOf(many) };
  }
}

async function timed<Value>(work: () => Promise<Value>): Promise<readonly [seconds: number, Value]> {
  const startedMs = performance.now();
  const value = await work();
  return [(performance.now() - startedMs) / 1000, value];
}

async function openHall(loader: Loader): Promise<Hall> {
  const stand = await openStand(loader);
  return { stand, sessions: { open: await stand.newSession('open'), device: await stand.newSession('device') } };
}

const nameOf: Readonly<Record<Form, string>> = { open: 'identity `open`', device: 'device signatures' };

export function printStored({ rows, forms: measured, fillSeconds, fileGb, startSeconds }: Stored): void {
  const line = (what: readonly string[], { perSecond, cpuUs, p99Ms }: Measured, ratio = '') => [...what, perSecond.toFixed(0), cpuUs!.toFixed(1), ratio, p99Ms!.toFixed(1)];
  console.log('\nOne server on SQLite, 128 connections.\n');
  printRows(
    ['', 'rows stored', 'accepted/s', 'CPU us', 'of few', 'p99 ms'],
    forms.flatMap((form) => {
      const { few, many } = measured[form];
      return [line([nameOf[form], 'few'], few), line([nameOf[form], String(rows)], many, (many.cpuUs! / few.cpuUs!).toFixed(2))];
    }),
  );
  console.log(`\n${rows} rows are ${fileGb.toFixed(1)} GB, were written in ${fillSeconds.toFixed(0)} s, and the server starts on them in ${startSeconds.toFixed(2)} s.`);
}
