/**
 * `npm run proxies`: runs deploy/nginx.conf and deploy/haproxy.cfg in front of two nodes, where these programs are installed, and says what
 * became of a rolling restart, of a killed node and of a live page behind each.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { watch } from '../http/watch.ts';
import { attendanceOf, createSession, entryBody } from '../support/classroom.ts';
import { httpClient, sendJson } from '../support/http-client.ts';
import { nodesOver } from '../support/nodes.ts';
import { freePort } from '../support/postgres.ts';
import { compareRows, startLoad } from '../support/retrying-load.ts';
import type { ServerProcess } from '../support/server.ts';
import { somePostgres } from '../support/some-postgres.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Proxy {
  readonly name: string;
  readonly program: string;
  /** The file of deploy/ with these ports, and one without TLS for the load. */
  config(ports: { readonly plain: number; readonly tls: number; readonly nodes: readonly number[] }, dir: string): string;
  args(file: string, dir: string): readonly string[];
}

const proxies: readonly Proxy[] = [
  {
    name: 'nginx',
    program: '/usr/sbin/nginx',
    config: ({ plain, tls, nodes }, dir) =>
      withNodes(read('deploy/nginx.conf'), nodes)
        .replace('listen 443 ssl http2;', `listen 127.0.0.1:${tls} ssl http2; listen 127.0.0.1:${plain};`)
        .replace('/etc/nginx/tls/fullchain.pem', `${dir}/cert.pem`)
        .replace('/etc/nginx/tls/privkey.pem', `${dir}/key.pem`)
        .replace('/run/nginx.pid', `${dir}/nginx.pid`),
    args: (file, dir) => ['-c', file, '-p', dir, '-g', 'daemon off;'],
  },
  {
    name: 'haproxy',
    program: '/usr/sbin/haproxy',
    config: ({ plain, tls, nodes }, dir) =>
      withNodes(read('deploy/haproxy.cfg'), nodes).replace('bind :443 ssl crt /etc/haproxy/tls/attend.pem', `bind 127.0.0.1:${plain}\n  bind 127.0.0.1:${tls} ssl crt ${dir}/both.pem`),
    args: (file) => ['-f', file],
  },
];

function withNodes(text: string, [first, second]: readonly number[]): string {
  return text.replaceAll('node-a:5000', `127.0.0.1:${first}`).replaceAll('node-b:5000', `127.0.0.1:${second}`);
}

process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
const postgres = await somePostgres();
const faults: string[] = [];
for (const proxy of proxies) {
  if (existsSync(proxy.program)) await tryProxy(proxy);
  else console.log(`${proxy.name}: not installed here, so not tried`);
}
await postgres.remove();
for (const fault of faults) console.log(`  ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function tryProxy(proxy: Proxy): Promise<void> {
  const nodes = await nodesOver(await postgres.newDatabase());
  const running = await Promise.all([nodes.start(), nodes.start()]);
  const dir = mkdtempSync(join(tmpdir(), `attend-${proxy.name}-`));
  const ports = { plain: await freePort(), tls: await freePort(), nodes: running.map(({ port }) => port) };
  const child = startProxy(proxy, ports, dir);
  try {
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`${proxy.name} ended with ${child.exitCode}`);
      return (await fetch(`https://localhost:${ports.tls}/healthz`).catch(() => undefined))?.status === 200;
    });
    console.log(`${proxy.name}: TLS answers`);
    await loadThrough(proxy.name, ports.plain, running, nodes);
  } finally {
    if (child.exitCode === null) await Promise.all([once(child, 'exit'), child.kill('SIGTERM')]);
    await nodes.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

function startProxy(proxy: Proxy, ports: Parameters<Proxy['config']>[0], dir: string): ChildProcess {
  const [cert, key] = [read('tests/http/localhost.cert.pem'), read('tests/http/localhost.key.pem')];
  writeFileSync(join(dir, 'cert.pem'), cert);
  writeFileSync(join(dir, 'key.pem'), key);
  writeFileSync(join(dir, 'both.pem'), cert + key);
  const file = join(dir, 'proxy.conf');
  writeFileSync(file, proxy.config(ports, dir));
  return spawn(proxy.program, proxy.args(file, dir), { stdio: 'ignore' });
}

async function loadThrough(name: string, port: number, running: ServerProcess[], { token, start }: Awaited<ReturnType<typeof nodesOver>>): Promise<void> {
  const client = httpClient(port, 2);
  const session = await createSession(client, token, { duration_minutes: 600 });
  const reader = await watch(`http://127.0.0.1:${port}/sessions/${session.session_id}/live`, token);
  await reader.next();
  await sendJson(client, '/submit_attendance', entryBody(session, 'FIRST', null));
  const storedMs = performance.now();
  await reader.until((table) => table.has('FIRST'));
  console.log(`${name}: a live page shows a submission ${Math.round(performance.now() - storedMs)} ms after its receipt`);
  reader.close();

  const load = startLoad({ ports: () => [port], session, phones: 12, restMs: 1 });
  const more = (count: number) => ((wanted) => until(async () => load.acknowledged.size >= wanted))(load.acknowledged.size + count);
  await more(500);
  for (const [index, node] of running.entries()) {
    await node.stop();
    running[index] = await start({ port: node.port });
    await more(500);
  }
  console.log(`${name}: rolling restart, ${load.counts.refused} of ${load.counts.sent} refused`);
  if (load.counts.refused > load.counts.sent / 100) faults.push(`${name} refused ${load.counts.refused} of ${load.counts.sent}`);
  const before = load.counts.refused;
  await running[0]!.kill();
  await more(500);
  console.log(`${name}: a node killed, ${load.counts.refused - before} more refused`);
  await load.stop();
  const students = (await attendanceOf(client, token, session.session_id)).map(({ student_id: student }) => student);
  client.close();
  const lost = compareRows(load, students.filter((student) => student !== 'FIRST'));
  console.log(`${name}: ${load.acknowledged.size} acknowledged, ${lost.length} lost, invented, doubled or answered wrongly`);
  faults.push(...lost);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + 60_000; !(await isSo()); await pause(20)) if (performance.now() > endMs) throw new Error('waited in vain');
}
