import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where the programs are that the tests drive; nothing is started to find out. */

export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  return onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], env) ?? macChrome() ?? inPlaywrightCache(env);
}

export function findZbarimg(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return onPath(['zbarimg'], env);
}

/** The folder with the programs of the newest PostgreSQL: Debian keeps the server's apart from the client's. */
export function findPostgres(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['POSTGRES_BIN'];
  if (named !== undefined && named !== '') return isProgram(join(named, 'postgres')) ? named : undefined;
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((left, right) => Number(right) - Number(left)) : [];
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(env['PATH'] ?? '').split(delimiter), '/opt/homebrew/opt/postgresql@17/bin'];
  return folders.find((folder) => folder !== '' && isProgram(join(folder, 'postgres')) && isProgram(join(folder, 'initdb')));
}

function onPath(names: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function macChrome(): string | undefined {
  return ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'].find(isProgram);
}

/** The browsers that `playwright-core install chromium` fetches, the newest first. */
function inPlaywrightCache(env: NodeJS.ProcessEnv): string | undefined {
  const caches = [env['PLAYWRIGHT_BROWSERS_PATH'], join(homedir(), '.cache/ms-playwright'), join(homedir(), 'Library/Caches/ms-playwright')];
  const programs = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'];
  return caches
    .filter((cache) => cache !== undefined)
    .flatMap((cache) => foldersIn(cache).map((folder) => join(cache, folder)))
    .flatMap((folder) => programs.map((program) => join(folder, program)))
    .find(isProgram);
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path)
      .filter((name) => name.startsWith('chromium-'))
      .toSorted()
      .toReversed();
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
