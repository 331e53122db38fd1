#!/usr/bin/env node
/**
 * Starts the terminal under a Node that runs it. The machine's own Node may be as old as 20; the package brings a newer one,
 * and this file, plain JavaScript, finds it.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'src', 'cli', 'main.ts');
const [major, minor] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);
// What 500 phones have under way at once outlives a young heap of 8 MB a half and is the old one's to collect; of 16 MB a half hardly anything
// does. V8's threads that collect it together cost more than one does alone. The old heap may grow by half between two collections, where V8
// would let it grow fourfold.
const serverFlags = ['--max-semi-space-size=16', '--no-parallel-scavenge', '--heap-growing-percent=50', '--no-allocation-site-pretenuring', `--import=${pathToFileURL(join(root, 'bin', 'before-serve.js')).href}`];
const isServer = process.argv[2] === 'serve';

if (!existsSync(join(root, 'node_modules', 'commander'))) {
  complain(`attend: its packages are not installed yet. Run "npm start" (or "npm ci") in ${root} first.`);
} else if (runsTypeScript && !isServer) {
  await import('./compile-cache.js');
  await import(pathToFileURL(main).href);
} else {
  startInside(runsTypeScript ? process.execPath : join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'));
}

function startInside(node) {
  if (!existsSync(node)) {
    complain(`attend: Node ${process.version} is too old, and the newer one of the package is not there. Run "npm ci" in ${root}, or install Node 24.`);
    return;
  }
  const child = spawn(node, [...(isServer ? serverFlags : []), main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A signal to this process is meant for the terminal inside; Ctrl-C reaches both from the keyboard.
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => complain(`attend: ${node} cannot be started (${error.message}). Run "npm ci" in ${root}.`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

function complain(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}
