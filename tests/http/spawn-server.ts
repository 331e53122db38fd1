import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('./serve-process.ts', import.meta.url));

export interface ServerProcess {
  readonly child: ChildProcess;
  /** Resolves with the code and all output when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  /** Resolves with what was printed when the server is up; rejects where it ended before. */
  readonly started: Promise<{ readonly origin: string; readonly setupSecret: string | undefined; readonly banner: string }>;
}

/** What is compiled once for all tests changes nothing else. */
const compiled = process.env['NODE_COMPILE_CACHE'] === undefined ? {} : { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] };

/** Starts a server with nothing but these variables, on any free port of 127.0.0.1 where they do not say otherwise. */
export function spawnServer(variables: Readonly<Record<string, string>>): ServerProcess {
  const child = spawn(process.execPath, [entry], { env: { PORT: '0', HOST: '127.0.0.1', ...compiled, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const ended: ServerProcess['ended'] = new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const started: ServerProcess['started'] = new Promise((resolve, reject) => {
    child.stdout.on('data', (bytes: Buffer) => {
      stdout += bytes.toString();
      const origin = /On this machine +(\S+)/.exec(stdout)?.[1];
      if (origin === undefined || !stdout.endsWith('\n\n')) return;
      resolve({ origin, setupSecret: /\/setup#(\S+)/.exec(stdout)?.[1], banner: stdout });
    });
    void ended.then(({ code }) => reject(new Error(`the server ended with ${code} before it was up: ${stderr}`)));
  });
  started.catch(() => {});
  return { child, ended, started };
}
