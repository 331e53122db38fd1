import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';

import { defaultInstitution } from '../attendance/institution.ts';
import { openStore, type OpenFailure, type Store } from '../store/open.ts';
import { buildApp, type App } from './app.ts';
import { newToken } from './auth/staff-token.ts';
import { bannerOf } from './banner.ts';
import { followCertificate } from './certificate.ts';
import { parseConfig, processEnvironment, type Config, type Environment } from './config.ts';
import { serverLog } from './log.ts';
import { keyFileIn, type KeyFile } from './master-key.ts';
import { lanAddresses } from './public-url.ts';
import { sessionKeys, type SessionKeys } from './session-keys.ts';
import { version } from './version.ts';
import { greets, isWorker, leaveWorkers, serveWithWorkers } from './workers.ts';

/** What a server needs of its process. */
export interface ServeIo {
  readonly stdout: Output;
  /** The log, one JSON object a line, and what went wrong at the start. */
  readonly stderr: Output;
  readonly pagesDir: string;
  /** Resolves when the server is asked to stop. */
  readonly stopAsked: Promise<unknown>;
}

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

export const exitCodes = { stopped: 0, failed: 1, badConfig: 2, dataDirHeld: 3, cannotListen: 4 } as const;

const pagesDir = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** This process itself: its streams, SIGTERM and SIGINT. */
export function processIo(): ServeIo {
  const stopAsked = new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  return { stdout: process.stdout, stderr: process.stderr, pagesDir, stopAsked };
}

/** Serves until it is asked to stop; answers the exit code. The environment is checked before anything is touched. */
export async function serve(environment: Environment = processEnvironment(), io: ServeIo = processIo(), workers = 1): Promise<number> {
  const config = parseConfig(environment);
  if (!config.ok) return refuse(io, exitCodes.badConfig, ['The server did not start:', ...config.failure.map((problem) => `  ${problem}`)]);
  if (workers > 1 && config.value.databaseUrl === undefined) {
    return refuse(io, exitCodes.badConfig, ['Several workers need PostgreSQL: set DATABASE_URL, or leave --workers out. The embedded database has one writer, which uses a second core by itself.']);
  }
  if (workers > 1 && !isWorker()) return serveWithWorkers(workers, io);
  try {
    return await serveHere(config.value, io);
  } finally {
    leaveWorkers();
  }
}

async function serveHere(config: Config, io: ServeIo): Promise<number> {
  const store = await openStore({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, hold: 'serve' });
  if (!store.ok) {
    const code = store.failure.code === 'data_dir_held' ? exitCodes.dataDirHeld : exitCodes.failed;
    return refuse(io, code, [whyNotOpened(store.failure, config)]);
  }
  try {
    return await serveOver(store.value, config, io);
  } finally {
    await store.value.close();
  }
}

async function serveOver(store: Store, config: Config, io: ServeIo): Promise<number> {
  const keyFile = config.masterKey === undefined ? keyFileIn(config.dataDir, randomBytes) : undefined;
  if (keyFile?.ok === false) return refuse(io, exitCodes.badConfig, [keyFile.failure]);
  const keys = sessionKeys(config.masterKey ?? keyFile!.value.masterKey, randomBytes);
  if (!(await isKeyOf(store, keys))) {
    return refuse(io, exitCodes.badConfig, [
      `The master key is not the one that the sessions in ${config.dataDir} were made with.`,
      'Put that key back: in MASTER_KEY, in MASTER_KEY_FILE, or as master.key there.',
    ]);
  }
  const log = serverLog(config.logLevel, io.stderr);
  const app = await buildApp({
    ...{ institutionId: defaultInstitution, store, keys, randomBytes, lanAddresses },
    ...{ clock: Date.now, monotonic: () => performance.now(), uuid: randomUUID, pagesDir: io.pagesDir, publicUrl: config.publicUrl, tls: config.tls },
    log,
  });
  const listening = await app.http.listen({ port: config.port, host: config.host, backlog }).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (typeof listening !== 'string') {
    await app.stop();
    return refuse(io, exitCodes.cannotListen, [whyNotListening(listening, config)]);
  }
  io.stdout.write(await bannerFor(app, store, config, keyFile?.value, io));
  const stopFollowing = config.tls === undefined ? () => {} : renewFrom(config.tls, app, log);
  await io.stopAsked;
  stopFollowing();
  await stopWithin(app, stopLimitMs);
  return exitCodes.stopped;
}

function renewFrom(tls: NonNullable<Config['tls']>, app: App, log: Logger): () => void {
  return followCertificate({
    ...{ files: tls, served: tls },
    onNew: (certificate) => {
      app.renewCertificate(certificate);
      log.info('a renewed certificate is served from now on');
    },
    onTrouble: (troubles) => log.error({ troubles }, 'TLS_CERT_FILE and TLS_KEY_FILE cannot be used now; the certificate that was read before is served on'),
  });
}

/** A hall that opens its connections in one instant waits here and is not told to try again a second later; the kernel may hold it to fewer. */
const backlog = 4_096;

/** Leaves a second of the ten that a service manager usually grants for closing the store. */
const stopLimitMs = 8_000;

/** Requests that are not done by then lose their connection; what they wanted stored is either durable or unanswered. */
async function stopWithin(app: App, limitMs: number): Promise<void> {
  const limit = setTimeout(app.cutOff, limitMs);
  await app.stop();
  clearTimeout(limit);
}

async function isKeyOf(store: Store, keys: SessionKeys): Promise<boolean> {
  const [newest] = await store.sessions.listSessions(defaultInstitution, 8.64e15, 1);
  return newest === undefined || keys.canUnwrap(newest.session);
}

async function bannerFor(app: App, store: Store, config: Config, keyFile: KeyFile | undefined, io: ServeIo): Promise<string> {
  const address = app.http.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const isTls = config.tls !== undefined;
  const origin = (host: string) => `${isTls ? 'https' : 'http'}://${host}:${port}`;
  const isEverywhere = config.host === '0.0.0.0' || config.host === '::';
  const isHere = isEverywhere || /^(127\.|localhost$|::1$)/.test(config.host);
  return bannerOf({
    version,
    local: isHere ? origin('localhost') : undefined,
    lan: isEverywhere ? lanAddresses().map(origin) : isHere ? [] : [origin(config.host.includes(':') ? `[${config.host}]` : config.host)],
    publicUrl: config.publicUrl,
    setupSecret: greets() ? await newSetupSecret(store) : undefined,
    newKeyFile: keyFile?.isNew === true ? keyFile.file : undefined,
    isTls,
    hasPages: app.hasPages,
    hasColours: io.stdout.isTTY === true && io.stdout.hasColors?.() === true,
  });
}

/** The link of this start; older ones end with it. None once somebody is staff. */
async function newSetupSecret(store: Store): Promise<string | undefined> {
  const nowMs = Date.now();
  await store.staff.revokeSetups(defaultInstitution, nowMs);
  if (await store.staff.hasStaff(defaultInstitution)) return undefined;
  const wish = { institutionId: defaultInstitution, kind: 'setup', name: 'set-up link' } as const;
  const { secret, token } = newToken(wish, { uuid: randomUUID, randomBytes }, nowMs);
  await store.staff.insertToken(token);
  return secret;
}

function refuse(io: ServeIo, code: number, lines: readonly string[]): number {
  io.stderr.write(`${lines.join('\n')}\n`);
  return code;
}

function whyNotOpened(failure: OpenFailure, { dataDir }: Config): string {
  if (failure.code === 'data_dir_held') return `Another server holds ${dataDir}: ${failure.holder}. Stop it, or give this one its own DATA_DIR.`;
  if (failure.code === 'database_unusable') return `The server ${failure.detail}.`;
  return `The database in ${dataDir} cannot be used: ${failure.detail}`;
}

function whyNotListening(error: NodeJS.ErrnoException, { port, host }: Config): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is in use by another program. Stop it, or choose another port, for example PORT=${port + 1}.`;
  if (error.code === 'EACCES') return `This user may not listen on port ${port}. Choose one above 1023, for example PORT=5000.`;
  return `The server cannot listen on ${host}:${port} (${error.code ?? error.message}). Check HOST and PORT.`;
}
