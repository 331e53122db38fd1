import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { http2Client } from '../support/http2-client.ts';
import { freePort } from '../support/postgres.ts';

/** The proxies of deploy/ as processes, with ports and a certificate of their own. */

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

export const proxyCertificate = { cert: read('tests/http/localhost.cert.pem'), key: read('tests/http/localhost.key.pem') };

export interface ProxyProgram {
  readonly name: string;
  readonly program: string;
  /** The file of deploy/ with these ports, and one without TLS for loads. */
  config(ports: Ports, dir: string): string;
  args(file: string, dir: string): readonly string[];
}

interface Ports {
  readonly plain: number;
  readonly tls: number;
  readonly nodes: readonly number[];
}

export interface RunningProxy {
  readonly plain: number;
  readonly tls: number;
  stop(): Promise<void>;
}

export const proxyPrograms: readonly ProxyProgram[] = [
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

export const isInstalled = ({ program }: ProxyProgram) => existsSync(program);

function withNodes(text: string, nodes: readonly number[]): string {
  const [first, second = first] = nodes;
  return text.replaceAll('node-a:5000', `127.0.0.1:${first}`).replaceAll('node-b:5000', `127.0.0.1:${second}`);
}

/** Before these nodes, with TLS on that port; resolves when it answers over TLS. */
export async function startProxy(proxy: ProxyProgram, nodes: readonly number[], tls: number): Promise<RunningProxy> {
  const dir = mkdtempSync(join(tmpdir(), `attend-${proxy.name}-`));
  const ports = { plain: await freePort(), tls, nodes };
  const { cert, key } = proxyCertificate;
  for (const [name, content] of [['cert.pem', cert], ['key.pem', key], ['both.pem', cert + key]] as const) writeFileSync(join(dir, name), content);
  const file = join(dir, 'proxy.conf');
  writeFileSync(file, proxy.config(ports, dir));
  const child = spawn(proxy.program, proxy.args(file, dir), { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${proxy.name} ended with ${child.exitCode}`);
    const client = await http2Client(`https://localhost:${ports.tls}`, cert).catch(() => undefined);
    const status = await client?.ask('/healthz').then(({ status: said }) => said, () => undefined);
    client?.close();
    return status === 200;
  });
  return {
    ...ports,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + 60_000; !(await isSo()); await pause(20)) if (performance.now() > endMs) throw new Error('waited in vain');
}
