import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { engineEnvironment } from './engine.ts';

/** A real server in a process of its own, as `npm start` starts it, so that it can be stopped, killed and measured. */
export interface ServerProcess {
  /** By name, as a browser on this machine opens it. */
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** What it printed for people. */
  readonly banner: string;
  /** SIGTERM; answers its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: nothing that it holds in memory survives. */
  kill(): Promise<void>;
  /** Resident memory in bytes. */
  residentBytes(): number;
}

export interface ServerProcessWish {
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of `attend serve`. */
  readonly options?: readonly string[];
}

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'src/cli/main.ts');
const startLimitMs = 20_000;

export function makeDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'attend-test-'));
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

/** Rejects with what the server said where it does not start. */
export async function startServerProcess({ dataDir = makeDataDir(), port = 0, env = {}, options = [] }: ServerProcessWish = {}): Promise<ServerProcess> {
  const child = spawnAttend(['serve', ...options], { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...(await engineEnvironment(dataDir)), ...env });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const said = collect(child);
  const banner = await Promise.race([
    said.until(/On this machine +http\S+/),
    exited.then(([code]) => Promise.reject(new Error(`the server ended with ${code}: ${said.all()}`))),
  ]);
  const listening = Number(/On this machine +https?:\/\/[^:]+:(\d+)/.exec(banner)![1]);
  return {
    ...{ origin: `http://localhost:${listening}`, port: listening, pid: child.pid!, dataDir, banner },
    stop: async () => {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    residentBytes: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1024,
  };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The data directory that a command is about. */
function dataDirOf(args: readonly string[], env: Readonly<Record<string, string>>): string | undefined {
  const place = args.indexOf('--data-dir');
  return place === -1 ? env['DATA_DIR'] : args[place + 1];
}

/** Runs `attend` to its end. */
export async function runAttend(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawnAttend(args, { ...(await engineEnvironment(dataDirOf(args, env))), ...env });
  const [stdout, stderr] = [textOf(child.stdout!), textOf(child.stderr!)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
}

/** A staff token, made beside the running server. */
export async function staffToken(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, stdout, stderr } = await runAttend(['token', 'create', '--name', 'Prof. Test', '--data-dir', dataDir], env);
  if (code !== 0) throw new Error(`no token: ${stderr}`);
  return stdout.trim();
}

/** Node's flags as `npm start` gives them. */
function startFlags(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly scripts: { readonly start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

function spawnAttend(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [...(args[0] === 'serve' ? startFlags() : []), main, ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk) => (text += String(chunk)));
  return () => text;
}

function collect(child: ChildProcess) {
  const [stdout, stderr] = [textOf(child.stdout!), textOf(child.stderr!)];
  const all = () => stdout() + stderr();
  function until(pattern: RegExp): Promise<string> {
    return new Promise((done, fail) => {
      const limit = setTimeout(() => fail(new Error(`the server said nothing like ${pattern}: ${all()}`)), startLimitMs);
      child.stdout!.on('data', () => {
        if (!pattern.test(stdout())) return;
        clearTimeout(limit);
        done(stdout());
      });
      child.on('exit', () => clearTimeout(limit));
    });
  }
  return { all, until };
}
