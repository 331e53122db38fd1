import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { cleanUp } from './temp-store.ts';

export interface Child {
  readonly pid: number;
  /** The first line that it wrote. */
  readonly said: unknown;
  /** Lets it close its store; resolves with its exit code. */
  leave(): Promise<number | null>;
  kill(): Promise<void>;
}

/** Starts `store-child.ts` on a data directory and waits until it said whether it opened. */
export async function startChild(test: TestContext, dataDir: string, hold: 'serve' | 'share'): Promise<Child> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'store-child.ts'), dataDir, hold], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  cleanUp(test, () => end(child, exited));
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([new Promise<string>((done) => lines.once('line', done)), exited.then((code) => `"exit ${code}"`)]);
  return {
    pid: child.pid!,
    said: JSON.parse(line),
    leave: () => (child.stdin.end(), exited),
    kill: () => end(child, exited),
  };
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await exited;
}
