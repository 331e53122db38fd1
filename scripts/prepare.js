/**
 * Makes a clone ready to run: installs packages, builds the pages and links the `attend` command, each only where something
 * changed. It runs before `npm start` and `npm test` under the Node that the machine has (20 or newer), so it is plain
 * JavaScript and imports nothing that has to be installed first. `--tests` also sees to the programs that the tests drive.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const node = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const sourcesOfPages = ['src/web', 'src/client', 'src/protocol', 'vite.config.ts', 'package-lock.json'];
const builtFrom = join(root, 'dist', 'built-from');

if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(`This needs Node 20 or newer to start from; here is ${process.version}. Install one from https://nodejs.org and try again.`);
}
if (!isInstalled()) install();
linkCommand();
buildPages();
if (process.argv.includes('--tests')) run(node, ['tests/support/install-tools.ts'], 'The tests need a program that is not there.');

/**
 * Whether node_modules is what package-lock.json asks for. npm writes its own lock into node_modules when an install is
 * complete, so an interrupted one counts as none; packages for other platforms are optional and may be missing.
 */
function isInstalled() {
  const installedLock = join(modules, '.package-lock.json');
  if (!existsSync(installedLock) || !existsSync(node)) return false;
  const installed = packagesOf(installedLock);
  const wanted = packagesOf(join(root, 'package-lock.json'));
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return installed[path] === undefined ? optional === true : installed[path].version === version;
  });
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** npm must not run on the Node inside node_modules, which it is about to replace. */
function install() {
  say('Installing packages (once, and after every change of package-lock.json) ...');
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes(`${sep}node_modules${sep}`) && folder !== join(modules, '.bin'));
  const env = { ...process.env, PATH: path.join(delimiter) };
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Installing packages failed; the lines above say why.', env);
  if (!existsSync(node)) stop('The package "node" did not bring its program: allow its install script (npm approve-scripts node) and run npm ci.');
}

/** Puts `attend` where npm scripts and `npx attend` find it. */
function linkCommand() {
  const link = join(modules, '.bin', 'attend');
  if (process.platform === 'win32' || existsSync(link)) return;
  try {
    symlinkSync(relative(dirname(link), join(root, 'bin', 'attend.js')), link);
  } catch (error) {
    if (error.code !== 'EEXIST' && error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
  }
}

function buildPages() {
  const fingerprint = fingerprintOf(sourcesOfPages);
  if (existsSync(builtFrom) && readFileSync(builtFrom, 'utf8') === fingerprint && existsSync(join(root, 'dist', 'web'))) return;
  say('Building the pages ...');
  run(node, [join(modules, 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], 'Building the pages failed; the lines above say why.');
  mkdirSync(dirname(builtFrom), { recursive: true });
  writeFileSync(builtFrom, fingerprint);
}

/** SHA-256 over names and contents, so that a checkout that only touches times builds nothing. */
function fingerprintOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) for (const file of filesUnder(path)) hash.update(`${file}\0`).update(readFileSync(join(root, file))).update('\0');
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(join(root, path))) return [];
  let entries;
  try {
    entries = readdirSync(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
  return entries
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(`${path}/${entry.name}`) : entry.name.includes('.test.') ? [] : [`${path}/${entry.name}`]));
}

/** Runs a program in the clone with its output shown; ends this one where it fails. */
function run(program, args, complaint, env = process.env) {
  const isScript = process.platform === 'win32' && program === 'npm';
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env, shell: isScript });
  if (error !== undefined) stop(`${complaint} (${program}: ${error.message})`);
  if (status !== 0) stop(complaint, status ?? 1);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function stop(line, status = 1) {
  say(line);
  process.exit(status);
}
