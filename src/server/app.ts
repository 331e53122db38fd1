import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { Server as TlsServer } from 'node:tls';

import { claims } from '../attendance/claims.ts';
import { groupCommit } from '../attendance/group-commit.ts';
import { intake } from '../attendance/intake.ts';
import { manageSessions } from '../attendance/manage-sessions.ts';
import type { CommitItem } from '../attendance/ports.ts';
import type { CommitOutcome, Contact } from '../attendance/record.ts';
import { sessionCache } from '../attendance/session-cache.ts';
import { typedTries } from '../attendance/typed-tries.ts';
import { staffGate } from './auth/gate.ts';
import type { Certificate } from './certificate.ts';
import { clockWatch, lookAtClock } from './clock-watch.ts';
import type { AppPorts, Context } from './context.ts';
import { countedIntake } from './counted-intake.ts';
import { givenCodes } from './given-codes.ts';
import { allHandlers } from './http/all-handlers.ts';
import { answeredTo } from './http/answered.ts';
import { createHttp, endBrokenHttp, keepAliveMs, requestMs } from './http/create-http.ts';
import { requestLane } from './http/lane/request-lane.ts';
import { socketLane } from './http/lane/socket-lane.ts';
import { submitAnswers } from './http/lane/submit-answers.ts';
import { requestIds } from './http/request-id.ts';
import { connectionsOf } from './http/connections.ts';
import { registerEndpoints } from './http/register.ts';
import { livePageOf } from './http/routes/attendance.ts';
import { proxiedHeaders, securityHeaders } from './http/security-headers.ts';
import { bells } from './live/bells.ts';
import { live } from './live/live.ts';
import { metrics } from './metrics.ts';
import { readPageFiles } from './pages/page-files.ts';
import { registerPages } from './pages/routes.ts';
import { publicUrl } from './public-url.ts';
import { retireSecrets } from './retire-secrets.ts';

export interface App {
  readonly http: FastifyInstance;
  readonly hasPages: boolean;
  /** Method and path of each that was registered, so that who may ask is checked of all of them. */
  readonly routes: readonly string[];
  /** Serves another certificate from the next connection on; there is one already. */
  renewCertificate(certificate: Certificate): void;
  /** Ends the streams, answers what was accepted, and resolves when all of it is durable. The store stays open. */
  stop(): Promise<void>;
  /** Takes the connection from every request that is not answered yet. */
  cutOff(): void;
}

const maxBatchRows = 512;
/** How often a stopping server looks for connections that have become unused. */
const idleLookMs = 50;

/** The application over its ports; it listens nowhere yet. */
export async function buildApp(ports: AppPorts): Promise<App> {
  const { institutionId, store, keys, clock, log } = ports;
  const watchedClock = clockWatch({ wall: clock, monotonic: ports.monotonic });
  const bell = bells();
  const sessions = sessionCache(store.sessions, institutionId);
  const tries = typedTries({ onOverBudget: () => feed.look(), onTried: (tried) => store.signals?.send({ kind: 'typed', ...tried }) });
  const commits = groupCommit<CommitItem, CommitOutcome>(commitMeasured, { maxBatch: maxBatchRows, whenRead, ...store.batching });
  const onError = (error: unknown) => log.error({ err: error }, 'the live feed could not read');
  const feed = live({ institutionId, sessions, records: store.records, bells: bell, wrongTyped: tries.wrongLately, clockJump: watchedClock.recent, clock, monotonic: ports.monotonic, noteLag: (stored, seconds) => counts.noteLiveLag(seconds, stored), onError });
  const counts = metrics({ waiting: () => commits.waiting, watchers: () => feed.watchers, wrongTyped: () => tries.wrongLately(clock()) });
  const mint = { uuid: ports.uuid, randomBytes: ports.randomBytes, wrapSecret: keys.wrapSecret };

  async function commitMeasured(batch: readonly CommitItem[]): Promise<readonly CommitOutcome[]> {
    const startedMs = performance.now();
    const outcomes = await store.records.commit(batch);
    counts.noteBatch(batch.length, (performance.now() - startedMs) / 1000);
    // What a chain says of an entry may change the grade of another one, in another session.
    feed.lookSoon();
    return outcomes;
  }

  /** A contact that is lost bounds nothing: the claim that brought it is good all the same. */
  function noteContact(contact: Contact): void {
    commits.commit(contact).catch((error: unknown) => log.error({ err: error }, 'the head of a chain was not noted'));
  }

  function ring(sessionId: string): void {
    bell.ring(sessionId, ports.monotonic());
    store.signals?.send({ kind: 'records', sessionId });
  }

  function onSessionChange(sessionId: string): void {
    sessions.forget(sessionId);
    bell.ring(sessionId);
    store.signals?.send({ kind: 'session', sessionId });
  }

  store.signals?.hear((heard) => {
    if (heard.kind === 'missed') {
      sessions.forgetAll();
      return feed.look();
    }
    if (heard.kind === 'typed') return tries.noteElsewhere(heard);
    if (heard.kind === 'session') sessions.forget(heard.sessionId);
    bell.ring(heard.sessionId);
  });

  store.writer?.hearDeaths(({ why, inARow, startsAgainInMs }) => {
    counts.countWriterRestart();
    log.error({ why, in_a_row: inARow, starts_again_in_ms: startsAgainInMs }, 'the thread that writes died and is started again');
  });

  const context: Context = {
    ...ports,
    sessions,
    clockWatch: watchedClock,
    bells: { ...bell, ring },
    live: feed,
    metrics: counts,
    codes: publicUrl(ports.publicUrl, ports.lanAddresses),
    givenCodes: givenCodes({ institutionId, displays: store.displays, ring, onError: (error) => log.error({ err: error }, 'a code was given out without a note of it') }),
    intake: countedIntake(intake({ institutionId, clock, crypto: keys.crypto, sessions, records: store.records, commits, ring, typedTries: tries }), counts),
    claims: claims({ institutionId, clock, crypto: keys.crypto, sessions, typedTries: tries, noteContact }),
    manage: manageSessions({ institutionId, clock, mint, store: store.sessions, policies: store.policies, onChange: onSessionChange }),
  };

  const ofEach = { headers: securityHeaders({ isTls: ports.tls !== undefined }), requestIdOf: requestIds(ports.uuid), answered: answeredTo(log, counts.noteRequest) };
  const http = createHttp({ ...ofEach, log, tls: ports.tls });
  const behindProxy = proxiedHeaders(ports.tls === undefined ? ports.publicUrl : undefined);
  // Not on the short way of submissions: whoever sends one has loaded a page before, or is no browser.
  http.addHook('onRequest', async (request, reply) => void reply.headers(behindProxy(request)));
  const lanePorts = { ...ofEach, answer: submitAnswers({ ...ofEach, intake: context.intake, log }) };
  const requests = requestLane(lanePorts);
  const sockets = socketLane({ ...lanePorts, clock, keepAliveMs, requestMs, refuseLate: endBrokenHttp });
  const opened = ports.tls === undefined ? 'connection' : 'secureConnection';
  requests.open(http.server);
  sockets.open(http.server, opened);
  const connections = connectionsOf(http.server, opened);
  /** Those whose requests are all answered, or that have none. A connection of HTTP/2 ends by itself once the server closes. */
  function closeUnused(): void {
    http.server.closeIdleConnections();
    sockets.closeUnused();
  }

  const routes: string[] = [];
  http.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((one) => `${one} ${url}`)));
  await http.register(cookie);
  registerEndpoints(http, allHandlers(context), staffGate({ staff: store.staff, clock, publicUrl: ports.publicUrl }), { attendance: livePageOf });
  const pages = readPageFiles(ports.pagesDir);
  registerPages(http, pages);

  const stopLooking = lookAtClock(watchedClock, ({ byMs }) => {
    log.warn({ by_seconds: byMs / 1000 }, 'the wall clock was set: codes and times around now may be wrong');
    counts.countClockJump();
    feed.look();
  });
  const stopRetiring = retireSecrets({
    ...{ store: store.sessions, clock, onRetired: sessions.forget },
    onError: (error) => log.error({ err: error }, 'the secrets of old sessions could not be destroyed'),
  });

  return {
    http,
    hasPages: pages.size > 0,
    routes,
    cutOff: connections.closeAll,
    renewCertificate: (certificate) => (http.server as unknown as TlsServer).setSecureContext(certificate),
    stop: async () => {
      stopLooking();
      stopRetiring();
      feed.end();
      requests.close();
      sockets.close();
      const closing = setInterval(closeUnused, idleLookMs);
      await http.close();
      clearInterval(closing);
      await commits.drained();
      counts.stop();
    },
  };
}

/** A turn of the event loop reads every socket that has something. */
function whenRead(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
