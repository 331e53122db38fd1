/** Sees to a Chromium, to zbarimg (an independent QR reader) and to PostgreSQL: finds them, installs them where it may, or says what to install. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { findChromium, findPostgres, findZbarimg } from './find-tools.ts';

const playwright = fileURLToPath(new URL('../../node_modules/playwright-core/cli.js', import.meta.url));

const chromium = findChromium() ?? installed(['chromium'], findChromium) ?? fetchedByPlaywright();
const zbarimg = findZbarimg() ?? installed(['zbar-tools'], findZbarimg);
const postgres = findPostgres() ?? installed(['postgresql'], findPostgres);
const missing = [
  ...(chromium === undefined
    ? ['Chromium: "apt-get install chromium", "dnf install chromium" or "brew install --cask chromium", or set CHROMIUM_PATH to a Chrome that is there.']
    : []),
  ...(zbarimg === undefined ? ['zbarimg: "apt-get install zbar-tools", "dnf install zbar" or "brew install zbar".'] : []),
  ...(postgres === undefined
    ? ['PostgreSQL 15 or newer: "apt-get install postgresql", "dnf install postgresql-server" or "brew install postgresql@17", or set POSTGRES_BIN to the folder with its programs.']
    : []),
];
if (missing.length > 0) {
  console.error(['The tests need', ...missing.map((line) => `  ${line}`)].join('\n'));
  process.exitCode = 1;
}

/** Installs Debian packages where this process may: root on a Debian or its kin. */
function installed(packages: readonly string[], find: () => string | undefined): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  const install = () => apt(['install', '-y', '--no-install-recommends', ...packages]);
  console.error(`Installing ${packages.join(', ')} for the tests ...`);
  if (!install() && apt(['update'])) install();
  return find();
}

function apt(args: readonly string[]): boolean {
  // Programs are wanted, not servers that run from now on: at this run level Debian starts none.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}

function fetchedByPlaywright(): string | undefined {
  console.error('Fetching a Chromium for the tests ...');
  spawnSync(process.execPath, [playwright, 'install', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  return findChromium();
}
