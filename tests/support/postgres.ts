import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findPostgres } from './find-tools.ts';

/** A PostgreSQL of the tests' own: a new cluster in a directory that goes with it, reachable from this machine alone. */
export interface PostgresServer {
  readonly port: number;
  readonly dir: string;
  /** Of its first process, while it runs. */
  readonly pid: number;
  /** Its address without a database. */
  readonly server: string;
  /** Of a database with this name, which is created where it is not there. */
  url(database: string): string;
  createDatabase(database: string): void;
  /** As SIGTERM does (`fast`), or as a power cut would (`immediate`). */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
  /** Takes a base backup while it runs; answers where it is, in the cluster's directory. */
  takeBase(): string;
  /** As a machine that is gone: every process of it, at once. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export interface PostgresWish {
  /** Trades durability for speed: for tests that kill nothing. */
  readonly careless?: boolean;
  /** A standby that follows this one, in place of a new cluster. */
  readonly standbyOf?: PostgresServer;
  /** A base backup of another cluster, which goes on from there by what its settings say of recovery. */
  readonly recoverFrom?: string;
  /** Any free one otherwise. */
  readonly port?: number;
}

const startTimeoutMs = 30_000;

export async function startPostgres(settings: Readonly<Record<string, string>> = {}, { careless = false, standbyOf, recoverFrom, port: wanted }: PostgresWish = {}): Promise<PostgresServer> {
  const bin = findPostgres();
  if (bin === undefined) throw new Error('PostgreSQL is not installed; `npm test` says how to install it');
  const dir = mkdtempSync(join(tmpdir(), 'attend-postgres-'));
  const owner = ownerOfClusters();
  if (owner !== undefined) chownSync(dir, owner.uid, owner.gid);
  const data = join(dir, 'data');
  const port = wanted ?? (await freePort());
  const fast = careless ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {};
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), max_connections: '200', shared_buffers: '64MB', ...fast, ...settings };

  if (standbyOf !== undefined) run(bin, 'pg_basebackup', ['-D', data, '-h', '127.0.0.1', '-p', String(standbyOf.port), '-U', 'attend', '-R', '-X', 'stream', '-c', 'fast', '--no-sync'], owner);
  else if (recoverFrom !== undefined) recover(recoverFrom, data, owner);
  else run(bin, 'initdb', ['-D', data, '-U', 'attend', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], owner);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const args = ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    child = spawn(join(bin!, 'postgres'), args, { stdio: ['ignore', 'ignore', 'ignore'], cwd: dir, ...owner });
    const deadline = performance.now() + startTimeoutMs;
    while (spawnSync(join(bin!, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).status !== 0) {
      if (child.exitCode !== null || performance.now() > deadline) throw new Error(`PostgreSQL did not start in ${dir}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const stopping = child;
    child = undefined;
    if (stopping === undefined || stopping.exitCode !== null) return;
    const exited = new Promise((resolve) => stopping.once('exit', resolve));
    stopping.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await exited;
  }

  async function kill(): Promise<void> {
    const killed = child;
    child = undefined;
    if (killed === undefined) return;
    const exited = new Promise((resolve) => killed.once('exit', resolve));
    for (const pid of [...childrenOf(killed.pid!), killed.pid!]) killQuietly(pid);
    await exited;
  }

  const databases = new Set<string>();
  function createDatabase(database: string): void {
    if (databases.has(database)) return;
    databases.add(database);
    run(bin!, 'createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'attend', database], undefined);
  }

  const server = `postgres://attend@127.0.0.1:${port}`;
  await start();
  return {
    get pid() {
      return child!.pid!;
    },
    ...{ port, dir, server, createDatabase, start, stop, kill },
    takeBase() {
      const base = join(dir, 'base');
      run(bin, 'pg_basebackup', ['-D', base, '-h', '127.0.0.1', '-p', String(port), '-U', 'attend', '-X', 'stream', '-c', 'fast', '--no-sync'], owner);
      return base;
    },
    url(database) {
      createDatabase(database);
      return `${server}/${database}`;
    },
    async remove() {
      await stop('immediate');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function recover(base: string, data: string, owner: Owner | undefined): void {
  for (const [program, ...args] of [['cp', '-a', base, data], ['touch', join(data, 'recovery.signal')]] as const) {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', ...owner });
    if (status !== 0) throw new Error(`${program}: ${stderr}`);
  }
}

/** The processes that a process started. */
export function childrenOf(parent: number): readonly number[] {
  const listed = spawnSync('ps', ['-o', 'pid=', '--ppid', String(parent)], { encoding: 'utf8' }).stdout;
  return listed.trim().split(/\s+/).filter((pid) => pid !== '').map(Number);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: its clusters are then the user's `postgres`, whom Debian's package makes. */
function ownerOfClusters(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((each) => each.startsWith('postgres:'));
  if (line === undefined) throw new Error('there is no user postgres to run PostgreSQL as');
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

function run(bin: string, program: string, args: readonly string[], owner: Owner | undefined): void {
  const { status, stderr } = spawnSync(join(bin, program), args, { encoding: 'utf8', cwd: tmpdir(), ...owner });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}

/** Below the ports that the system gives to outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer().once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
