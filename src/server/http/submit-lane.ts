import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';

import type { Intake } from '../../attendance/intake.ts';
import { refusals, type RefusalCode } from '../../protocol/codes.ts';
import { submitPath } from '../../protocol/submit-path.ts';
import type { Answered } from './answered.ts';
import { failureOf } from './failure.ts';
import { maxBodyBytes, parseJsonBody } from './json-body.ts';
import { errorReplyOf, refusalHeaders, type RouteRefusal } from './refuse.ts';
import { requestIdHeader } from './request-id.ts';
import { submissionAnswer } from './routes/submit.ts';

export interface LanePorts {
  readonly intake: Pick<Intake, 'submit'>;
  /** What every answer carries. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestIdOf: (headers: IncomingHttpHeaders) => string;
  readonly answered: Answered;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

export interface SubmitLane {
  /** Takes its requests before those do who listen already; who listens later hears of every request. */
  open(server: Server): void;
  /** From now on every request goes the usual way, which also tells connections that they end. */
  close(): void;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** A submission that waits for its answer. */
interface Asked {
  readonly response: ServerResponse;
  readonly id: string;
  readonly startedMs: number;
}

/**
 * The one request that comes in thousands, past the framework's life cycle, which takes as long as all the rest of it. Only what is
 * exactly a submission as clients send it, JSON of a length that is told and allowed: whatever else is at its address, too large, of
 * another type or without an end in sight is left to the framework, so that there is one place that refuses it.
 */
export function submitLane(ports: LanePorts): SubmitLane {
  const [method, path] = submitPath;
  const common = Object.entries({ ...ports.headers, 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' }).flat();
  let isOpen = true;

  function take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.url !== path || request.method !== method || !isOpen) return false;
    const length = bodyLength(request);
    if (length === undefined) return false;
    const asked = { response, id: ports.requestIdOf(request.headers), startedMs: performance.now() };
    readBody(request, length, (bytes) => answer(bytes, asked));
    return true;
  }

  function answer(bytes: Buffer, asked: Asked): void {
    const body = parseJsonBody(bytes);
    if (!body.ok) return refuse(asked, body.failure);
    ports.intake.submit(body.value).then(
      (outcome) => {
        const answered = submissionAnswer(outcome, asked.id);
        if (answered.ok) send(asked, 201, common, JSON.stringify(answered.value));
        else refuse(asked, answered.failure);
      },
      (error: unknown) => refuse(asked, failureOf(error, ports.log, { request_id: asked.id })),
    );
  }

  function refuse(asked: Asked, why: RouteRefusal): void {
    const headers = Object.entries({ ...ports.headers, ...refusalHeaders(why) }).flat();
    send(asked, refusals[why.code].status, headers, JSON.stringify(errorReplyOf(why, asked.id)), why.code);
  }

  function send({ response, id, startedMs }: Asked, status: number, headers: readonly string[], text: string, code?: RefusalCode): void {
    const length = Buffer.byteLength(text);
    response.writeHead(status, [...headers, requestIdHeader, id, 'content-length', String(length)]);
    // The same bytes where every letter is one of ASCII, and quicker to write.
    response.end(text, length === text.length ? 'latin1' : 'utf8');
    ports.answered(id, 'submitAttendance', status, (performance.now() - startedMs) / 1000, code);
  }

  return {
    open(server) {
      const usual = server.listeners('request') as Listener[];
      server.removeAllListeners('request');
      server.on('request', (request, response) => {
        if (!take(request, response)) for (const listen of usual) listen.call(server, request, response);
      });
    },
    close: () => {
      isOpen = false;
    },
  };
}

const types: ReadonlySet<string | undefined> = new Set(['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8']);

/** Undefined for what the framework has to look at. */
function bodyLength({ headers }: IncomingMessage): number | undefined {
  const { 'content-type': type, 'content-length': text, 'transfer-encoding': encoding } = headers;
  if (text === undefined || encoding !== undefined || !types.has(type)) return undefined;
  const length = Number(text);
  return length > 0 && length <= maxBodyBytes ? length : undefined;
}

/** Nearly every body comes in one piece. One that stays away is the server's own timeout's to end. */
function readBody(request: IncomingMessage, length: number, done: (bytes: Buffer) => void): void {
  const parts: Buffer[] = [];
  let had = 0;
  request.on('data', (part: Buffer) => {
    had += part.length;
    if (had === length && parts.length === 0) return done(part);
    parts.push(part);
    if (had === length) done(Buffer.concat(parts));
  });
}
