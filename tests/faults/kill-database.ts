import { setTimeout as pause } from 'node:timers/promises';

import { seeded } from '../bench/camera.ts';
import { attendanceOf, createSession } from '../support/classroom.ts';
import { damagesOfDatabase } from '../support/damages.ts';
import { httpClient } from '../support/http-client.ts';
import { nodesOver } from '../support/nodes.ts';
import { startPostgres } from '../support/postgres.ts';
import { compareRows, startLoad } from '../support/retrying-load.ts';

/**
 * Ends PostgreSQL itself while phones submit over two nodes, again and again: by turns as a power cut does (immediate stop) and with SIGKILL to each
 * of its processes. The nodes stay, and find it again by themselves.
 */
export interface DatabaseKills {
  readonly acknowledged: number;
  /** 503, or no answer: sent again. */
  readonly refused: number;
  readonly stored: number;
  readonly faults: readonly string[];
  /** While nothing was acknowledged, in ms, in order of length; PostgreSQL's own recovery is in it. */
  readonly outagesMs: readonly number[];
}

const phones = 16;
const killWithinMs = 300;
const recoveryMs = 30_000;

export async function killDatabase({ kills, seed, onKill }: { readonly kills: number; readonly seed: number; readonly onKill: (done: number) => void }): Promise<DatabaseKills> {
  const random = seeded(seed);
  const database = await startPostgres();
  const url = database.url('attend');
  const nodes = await nodesOver(url);
  try {
    const running = [await nodes.start(), await nodes.start()];
    const client = httpClient(running[0]!.port, 4);
    const session = await createSession(client, nodes.token, { duration_minutes: 600 });
    const load = startLoad({ ports: () => running.map(({ port }) => port), session, phones, restMs: 1 });
    const outagesMs: number[] = [];

    async function untilAcknowledged(more: number): Promise<void> {
      const enough = load.acknowledged.size + more;
      for (const endMs = performance.now() + recoveryMs; load.acknowledged.size < enough; await pause(5)) {
        if (performance.now() > endMs) throw new Error('nothing was acknowledged for too long');
      }
    }

    for (let kill = 0; kill < kills; kill++) {
      await untilAcknowledged(50);
      await pause(random() * killWithinMs);
      load.takeLongestGapMs();
      await (kill % 2 === 0 ? database.stop('immediate') : database.kill());
      await database.start();
      await untilAcknowledged(50);
      outagesMs.push(load.takeLongestGapMs());
      onKill(kill + 1);
    }
    await load.stop();
    const rows = await attendanceOf(client, nodes.token, session.session_id);
    client.close();
    const faults = [...compareRows(load, rows.map(({ student_id: student }) => student)), ...damagesOfDatabase(url)];
    return { acknowledged: load.acknowledged.size, refused: load.counts.refused, stored: rows.length, faults, outagesMs: outagesMs.toSorted((left, right) => left - right) };
  } finally {
    await nodes.remove();
    await database.remove();
  }
}
