import { askCluster } from '../support/ask-cluster.ts';
import { medianOf, type Measured } from './bench-table.ts';
import { checkAlone } from './check-alone.ts';
import { insertOneByOne } from './one-by-one.ts';
import { openPgbench } from './pgbench.ts';
import { quiet } from './quiet.ts';
import { bodiesFor, openStand, peakMbOf, startBare, type Form, type Loader, type Stand } from './stand.ts';

export interface ThroughputWish {
  readonly rounds: number;
  readonly connections: number;
  readonly sliceSeconds: number;
  readonly warmUpSeconds: number;
  /** Parts of the contenders' names; all of them where it is left out. */
  readonly only: readonly string[] | undefined;
  /** A PostgreSQL database for the server, and one for `pgbench`; undefined where none is installed. */
  readonly postgresUrl: string | undefined;
  /** Of the first process of that PostgreSQL. */
  readonly postgresPid: number | undefined;
}

export interface Throughput {
  readonly medians: Readonly<Record<string, Measured>>;
  readonly measured: Readonly<Record<string, readonly Measured[]>>;
  readonly peakMb: Readonly<Record<string, number>>;
}

type Contender = (requests: number) => Promise<Measured>;

const [fewestRequests, mostRequests] = [2_000, 60_000];
const batches = [128, 512];

/** Each contender in turn in each round, so that what else the machine does meets all of them. */
export async function measureThroughput(loader: Loader, wish: ThroughputWish): Promise<Throughput> {
  const bare = await startBare();
  const lane = await startBare('--lane');
  const sqlite = await openStand(loader);
  const session = await sqlite.newSession('open');
  const contenders: Record<string, Contender> = {
    'bare node:http, nothing stored': onBare(bare),
    'bare lane, nothing stored': onBare(lane),
    'SQLite, one by one': async () => ({ ...insertOneByOne(bodiesFor('open', 100, session), wish.sliceSeconds), p50Ms: undefined, p99Ms: undefined }),
    'device signatures checked, key at hand': async () => ({ ...checkAlone('key-at-hand', wish.sliceSeconds), p50Ms: undefined, p99Ms: undefined }),
    'device signatures checked, with the key': async () => ({ ...checkAlone('with-key', wish.sliceSeconds), p50Ms: undefined, p99Ms: undefined }),
    'server on SQLite, identity open': on(sqlite, 'open'),
    'server on SQLite, device signatures': on(sqlite, 'device'),
  };
  const postgres = wish.postgresUrl === undefined ? undefined : await openStand(loader, { databaseUrl: wish.postgresUrl, databasePid: wish.postgresPid! });
  if (postgres !== undefined) {
    const bench = await openPgbench({ url: wish.postgresUrl!, pid: wish.postgresPid! }, (await postgres.newSession('open')).session_id, postgres.server.dataDir);
    contenders['pgbench, one by one'] = async () => bench.run({ rows: 1, clients: 1, seconds: wish.sliceSeconds });
    for (const rows of batches) contenders[`pgbench, batches of ${rows}`] = async () => bench.run({ rows, clients: 2, seconds: wish.sliceSeconds });
    contenders['server on PostgreSQL, identity open'] = on(postgres, 'open');
    contenders['server on PostgreSQL, device signatures'] = on(postgres, 'device');
  }

  function onBare({ port, pid }: typeof bare): Contender {
    return (requests) => loader.load({ port, connections: wish.connections, bodies: bodiesFor('open', requests, session) }, pid);
  }

  function on(stand: Stand, form: Form): Contender {
    return (requests) => stand.measure(form, { requests, connections: wish.connections });
  }

  try {
    const names = Object.keys(contenders).filter((name) => wish.only === undefined || wish.only.some((part) => name.includes(part)));
    const requests: Record<string, number> = {};
    for (const name of names) requests[name] = await warmUp(contenders[name]!, wish);
    const measured: Record<string, Measured[]> = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = 0; round < wish.rounds; round++) {
      for (const name of names) {
        // What one of them left to be written would be counted to the next.
        if (wish.postgresUrl !== undefined) await askCluster(wish.postgresUrl.slice(0, wish.postgresUrl.lastIndexOf('/')), 'checkpoint');
        await quiet();
        measured[name]!.push(await contenders[name]!(requests[name]!));
      }
    }
    return {
      measured,
      medians: Object.fromEntries(names.map((name) => [name, medianOf(measured[name]!)])),
      peakMb: { SQLite: peakMbOf(sqlite.server.pid), ...(postgres === undefined ? {} : { PostgreSQL: peakMbOf(postgres.server.pid) }) },
    };
  } finally {
    bare.stop();
    lane.stop();
    await sqlite.close();
    await postgres?.close();
  }
}

/** The compiler is still at work for some tens of thousands of requests. Answers how many fill a slice of time. */
async function warmUp(contender: Contender, { warmUpSeconds, sliceSeconds }: ThroughputWish): Promise<number> {
  const untilMs = performance.now() + warmUpSeconds * 1000;
  let perSecond = 0;
  while (performance.now() < untilMs) ({ perSecond } = await contender(fewestRequests));
  return Math.round(Math.min(mostRequests, Math.max(fewestRequests, perSecond * sliceSeconds)));
}
