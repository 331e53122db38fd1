import { setTimeout as pause } from 'node:timers/promises';

import { attendanceOf, createSession } from '../support/classroom.ts';
import { damagesOfDatabase } from '../support/damages.ts';
import { httpClient } from '../support/http-client.ts';
import { nodesOver } from '../support/nodes.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { compareRows, startLoad } from '../support/retrying-load.ts';
import { rowsIn } from '../support/rows-in.ts';

/** Kills a primary with a synchronous standby under load, promotes the standby, and gives it a standby of its own, again and again. */
export interface FailoverReport {
  readonly rounds: readonly FailoverRound[];
  readonly acknowledged: number;
  readonly stored: number;
  /** Answered 503 or not at all, and sent again. */
  readonly refused: number;
  /** Acknowledged and lost, stored and never acknowledged, there twice, answered as no server should, damaged: each is a fault. */
  readonly faults: readonly string[];
}

export interface FailoverRound {
  /** From the kill to the end of the promotion, which a cluster manager has to notice first. */
  readonly promotedMs: number;
  /** The longest while without an acknowledgement, in which the kill lies. */
  readonly silentMs: number;
  readonly acknowledgedBefore: number;
}

export interface FailoverPlan {
  readonly times: number;
  readonly phones?: number;
  readonly onRound?: (done: number) => void;
}

const databaseName = 'attendance';
const syncWithinMs = 20_000;
const serveWithinMs = 30_000;
const acknowledgedBetween = 200;

export async function failOver({ times, phones = 16, onRound }: FailoverPlan): Promise<FailoverReport> {
  let primary = await startPostgres();
  let standby = await startPostgres({}, { standbyOf: primary });
  primary.createDatabase(databaseName);
  await waitForStandby(primary);
  const url = `postgres://attend@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/${databaseName}?target_session_attrs=read-write`;
  const nodes = await nodesOver(url);
  const started = await Promise.all([nodes.start(), nodes.start()]);
  const client = httpClient(started[0]!.port, 1);
  const session = await createSession(client, nodes.token, { duration_minutes: 600 });
  const load = startLoad({ ports: () => started.map(({ port }) => port), session, phones });
  const rounds: FailoverRound[] = [];

  try {
    for (let round = 0; round < times; round++) {
      await acknowledgeMore(load.acknowledged);
      load.takeLongestGapMs();
      const acknowledgedBefore = load.acknowledged.size;
      const killedMs = performance.now();
      await primary.kill();
      await promote(standby);
      const promotedMs = performance.now() - killedMs;
      await acknowledgeMore(load.acknowledged);
      rounds.push({ promotedMs, silentMs: load.takeLongestGapMs(), acknowledgedBefore });
      const { port } = primary;
      await primary.remove();
      primary = standby;
      standby = await startPostgres({}, { standbyOf: primary, port });
      await waitForStandby(primary);
      onRound?.(round + 1);
    }
    await load.stop();
    const students = (await attendanceOf(client, nodes.token, session.session_id)).map(({ student_id: student }) => student);
    const faults = [...compareRows(load, students), ...damagesOfDatabase(urlOf(primary))];
    return { rounds, acknowledged: load.acknowledged.size, stored: students.length, refused: load.counts.refused, faults };
  } finally {
    load.abandon();
    client.close();
    await nodes.remove();
    await standby.remove();
    await primary.remove();
  }
}

function urlOf({ server }: PostgresServer): string {
  return `${server}/${databaseName}`;
}

async function acknowledgeMore(acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const wanted = acknowledged.size + acknowledgedBetween;
  for (const endMs = performance.now() + serveWithinMs; acknowledged.size < wanted; await pause(10)) {
    if (performance.now() > endMs) throw new Error(`nothing was acknowledged for ${serveWithinMs} ms`);
  }
}

/** From then on no commit returns before the standby has it on its disk. */
async function waitForStandby(primary: PostgresServer): Promise<void> {
  const admin = `${primary.server}/postgres`;
  await rowsIn(admin, `alter system set synchronous_standby_names = '*'`);
  await rowsIn(admin, 'select pg_reload_conf()');
  for (const endMs = performance.now() + syncWithinMs; ; await pause(50)) {
    const rows = await rowsIn(admin, `select 1 from pg_stat_replication where sync_state = 'sync' and state = 'streaming'`);
    if (rows.length > 0) return;
    if (performance.now() > endMs) throw new Error('the standby does not follow');
  }
}

/** Before it takes writes it must not wait for a standby of its own, which is not there yet. */
async function promote(standby: PostgresServer): Promise<void> {
  const admin = `${standby.server}/postgres`;
  await rowsIn(admin, 'alter system reset synchronous_standby_names');
  await rowsIn(admin, 'select pg_reload_conf()');
  await rowsIn(admin, 'select pg_promote()');
}
