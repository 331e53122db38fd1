import { randomBytes, randomUUID } from 'node:crypto';
import { homedir } from 'node:os';

import { version } from '../server/version.ts';
import { commands } from './commands.ts';
import { runProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** The terminal's front door: this process as a `Terminal`. */
const interruption = new AbortController();
const { signal: interrupted } = interruption;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
// A reader that ends early (`attend watch … | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const terminal: Terminal = {
  ...{ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
  isInteractive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  hasColours: process.stdout.isTTY === true && process.stdout.hasColors(),
  columns: () => (process.stdout.isTTY === true && process.stdout.columns > 0 ? process.stdout.columns : undefined),
  fetch: (input, init = {}) => fetch(input, { ...init, signal: AbortSignal.any([interrupted, init.signal ?? interrupted]) }),
  fetchToTheEnd: fetch,
  ...{ nowMs: Date.now, monotonicMs: () => performance.now(), random: Math.random, uuid: randomUUID },
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
  homeDir: homedir(),
  interrupted,
  setTimer: (ms, task) => {
    const timer = setTimeout(task, ms).unref();
    return () => clearTimeout(timer);
  },
};

process.exitCode = await runProgram(process.argv.slice(2), version, commands, terminal);
// An idle keep-alive connection would hold the process for some seconds more.
process.stdin.unref?.();
