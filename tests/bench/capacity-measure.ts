import { readFileSync } from 'node:fs';

import { createSession, entryBody, type CreatedSession } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { httpClient, sendJson } from '../support/http-client.ts';
import { nodesOver } from '../support/nodes.ts';
import { childrenOf, startPostgres } from '../support/postgres.ts';
import { rowsIn } from '../support/rows-in.ts';
import type { Measurements } from './capacity-model.ts';

/** A durable PostgreSQL and a node over it, loaded from this process: what a submission takes of each. */
export async function measure({ submissions, connections }: { readonly submissions: number; readonly connections: number }): Promise<Measurements> {
  const database = await startPostgres({ shared_buffers: '256MB' });
  const url = database.url('attendance');
  const nodes = await nodesOver(url);
  try {
    const node = await nodes.start();
    const client = httpClient(node.port, connections);
    const session = await createSession(client, nodes.token, { duration_minutes: 600 });
    const databaseCpu = () => [database.pid, ...childrenOf(database.pid)].reduce((sum, pid) => sum + cpuUs(pid), 0);

    async function load(prefix: string, bodyOf: (student: string) => unknown) {
      const bodies = Array.from({ length: submissions }, (_, index) => bodyOf(`${prefix}${index}`));
      const before = { node: cpuUs(node.pid), database: databaseCpu(), ...(await commitTimes(node.port)) };
      let next = 0;
      const send = async () => {
        while (next < bodies.length) {
          const { status, body } = await sendJson(client, '/submit_attendance', bodies[next++]);
          if (status !== 201) throw new Error(`answered ${status}: ${body}`);
        }
      };
      await Promise.all(Array.from({ length: connections }, send));
      const times = await commitTimes(node.port);
      return {
        nodeUs: (cpuUs(node.pid) - before.node) / submissions,
        databaseUs: (databaseCpu() - before.database) / submissions,
        writerUs: ((times.seconds - before.seconds) * 1e6) / (times.rows - before.rows),
      };
    }

    await load('warm', (student) => entryBody(session, student, null));
    const open = await load('open', (student) => entryBody(session, student, null));
    const sizeBefore = await bytesOf(url, ['evidence', 'record', 'link', 'contact']);
    const device = await load('device', (student) => entryBody(session as CreatedSession, student, makeDevice()));
    const [{ used }] = (await rowsIn(url, `select count(*)::int as used from pg_stat_activity where datname = current_database() and application_name like 'attend%'`)) as [{ used: number }];
    const sizeAfter = await bytesOf(url, ['evidence', 'record', 'link', 'contact']);
    client.close();
    return {
      nodeCpuUs: { open: open.nodeUs, device: device.nodeUs },
      databaseCpuUs: device.databaseUs,
      writerUs: device.writerUs,
      bytesASubmission: (sizeAfter - sizeBefore) / submissions,
      bytesADevice: (await bytesOf(url, ['device'])) / submissions,
      connectionsAProcess: Math.max(9, used),
    };
  } finally {
    await nodes.remove();
    await database.remove();
  }
}

/** With indexes and what is kept beside the rows. */
async function bytesOf(url: string, tables: readonly string[]): Promise<number> {
  const [{ bytes }] = (await rowsIn(url, `select sum(pg_total_relation_size(name::regclass))::float8 as bytes from unnest($1::text[]) as name`, [tables])) as [{ bytes: number }];
  return bytes;
}

async function commitTimes(port: number): Promise<{ readonly seconds: number; readonly rows: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const of = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)![1]);
  return { seconds: of('attend_commit_duration_seconds_sum'), rows: of('attend_commit_batch_rows_sum') };
}

/** Of a process so far, with the children that ended; the kernel counts in hundredths of a second. */
function cpuUs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').map(Number);
    return (fields[11]! + fields[12]! + fields[13]! + fields[14]!) * 10_000;
  } catch {
    return 0;
  }
}
