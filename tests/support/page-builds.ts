import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/** Builds of the pages that differ as two releases do, and a server that changes from one to the other. */
export interface PageBuild {
  readonly name: string;
  /** The cache of the student page that its service worker fills. */
  readonly cacheName: string;
  readonly dir: string;
}

const built = resolve(import.meta.dirname, '../../dist/web');

/** Every script gets another name, as where its contents changed, and says which build it is of; the worker has another version. */
export function makeBuild(name: string): PageBuild {
  const dir = mkdtempSync(join(tmpdir(), 'attend-build-'));
  cpSync(built, dir, { recursive: true });
  const scripts = globSync('assets/*.js', { cwd: dir }).map((path) => basename(path));
  const version = /\([`"']([\w-]{12})[`"']\)[,;]self\.addEventListener/.exec(readFileSync(join(dir, 'sw.js'), 'utf8'))?.[1];
  if (version === undefined) throw new Error('the built service worker is not of the form that this helper knows');

  for (const file of globSync(['sw.js', '*/*.html', 'assets/*.js'], { cwd: dir })) {
    const text = readFileSync(join(dir, file), 'utf8').replaceAll(version, version + name);
    const changed = scripts.reduce((done, script) => done.replaceAll(script, `${name}-${script}`), text);
    writeFileSync(join(dir, file), file.startsWith('assets/student-') ? `${changed}\nglobalThis.build='${name}';` : changed);
    for (const compressed of [`${file}.br`, `${file}.gz`]) rmSync(join(dir, compressed), { force: true });
  }
  for (const script of scripts) renameSync(join(dir, 'assets', script), join(dir, 'assets', `${name}-${script}`));
  return { name, cacheName: `attend-student-page-${version}${name}`, dir };
}

export interface BuildServer {
  readonly port: number;
  readonly dataDir: string;
  stop(): Promise<unknown>;
}

/** A real server over these pages. */
export async function serveBuild({ dir }: PageBuild, dataDir: string, port = 0): Promise<BuildServer> {
  const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serve-build.ts'), dir], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let banner = '';
  const listening = new Promise<number>((done, fail) => {
    child.stdout.on('data', (text) => {
      banner += String(text);
      const found = /On this machine +http:\/\/[^:]+:(\d+)/.exec(banner);
      if (found !== null) done(Number(found[1]));
    });
    void exited.then(([code]) => fail(new Error(`the server ended with ${code}`)));
  });
  return { port: await listening, dataDir, stop: () => (child.kill('SIGTERM'), exited) };
}
