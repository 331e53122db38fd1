import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultInstitution } from '../../src/attendance/institution.ts';
import { buildApp } from '../../src/server/app.ts';
import type { Certificate } from '../../src/server/certificate.ts';
import { newToken } from '../../src/server/auth/staff-token.ts';
import { serverLog } from '../../src/server/log.ts';
import { sessionKeys } from '../../src/server/session-keys.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { databaseFor, dropDatabaseOf } from '../support/engine.ts';

/** A real server on a port of its own over a real store in a directory of its own, in this process. */
export interface RunningServer {
  readonly origin: string;
  /** A staff token, as `attend token create` makes it. */
  readonly token: string;
  readonly store: Store;
  readonly dataDir: string;
  /** Every route that the server has, for example `GET /healthz`. */
  readonly routes: readonly string[];
  /** What was logged, one JSON object a line. */
  readonly log: readonly string[];
  renewCertificate(certificate: Certificate): void;
  /** Stops the server and closes the store; the directory goes where `keepDataDir` was not asked for. */
  stop(): Promise<void>;
}

export interface ServerWish {
  readonly clock?: () => number;
  readonly monotonic?: () => number;
  readonly publicUrl?: string;
  /** A directory that outlives the server; a temporary one otherwise. */
  readonly dataDir?: string;
  /** Listen there again after a restart; any free port otherwise. */
  readonly port?: number;
  readonly pagesDir?: string;
  readonly tls?: Certificate;
  /** Changes what the server stands on, for example into one that fails. */
  readonly wrapStore?: (store: Store) => Store;
}

/** One key for all, so that a second server over the same directory can read it. */
const masterKey = new Uint8Array(32).fill(7);

export async function startServer(wish: ServerWish = {}): Promise<RunningServer> {
  const dataDir = wish.dataDir ?? mkdtempSync(join(tmpdir(), 'attend-http-'));
  const opened = await openStore({ dataDir, databaseUrl: await databaseFor(dataDir), hold: 'serve' });
  if (!opened.ok) throw new Error(`no store: ${JSON.stringify(opened.failure)}`);
  const store = opened.value;
  const log: string[] = [];
  const app = await buildApp({
    ...{ institutionId: defaultInstitution, randomBytes, uuid: randomUUID, tls: wish.tls, publicUrl: wish.publicUrl },
    store: wish.wrapStore?.(store) ?? store,
    keys: sessionKeys(masterKey, randomBytes),
    clock: wish.clock ?? Date.now,
    // A test's own clock is set by nobody else.
    monotonic: wish.monotonic ?? wish.clock ?? (() => performance.now()),
    lanAddresses: () => ['192.0.2.7'],
    pagesDir: wish.pagesDir ?? join(dataDir, 'no-pages'),
    log: serverLog('info', { write: (line) => void log.push(line) }),
  });
  await app.http.listen({ port: wish.port ?? 0, host: '127.0.0.1' });
  const { secret, token } = newToken({ institutionId: defaultInstitution, kind: 'api', name: 'Dr. Rao' }, { uuid: randomUUID, randomBytes }, 0);
  await store.staff.insertToken(token);
  return {
    origin: app.http.listeningOrigin,
    token: secret,
    store,
    dataDir,
    routes: app.routes,
    renewCertificate: app.renewCertificate,
    log,
    stop: async () => {
      await app.stop();
      await store.close();
      if (wish.dataDir !== undefined) return;
      rmSync(dataDir, { recursive: true });
      await dropDatabaseOf(dataDir);
    },
  };
}
