import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';

import type { Intake } from '../../attendance/intake.ts';
import { refusals } from '../../protocol/codes.ts';
import { submitPath } from '../../protocol/submit-path.ts';
import { failureOf } from './failure.ts';
import { maxBodyBytes, parseJsonBody } from './json-body.ts';
import { errorReplyOf, refusalHeaders, type RouteRefusal } from './refuse.ts';
import { submissionAnswer } from './routes/submit.ts';

export interface LanePorts {
  readonly intake: Pick<Intake, 'submit'>;
  /** What every answer carries. */
  readonly headers: Readonly<Record<string, string>>;
  readonly nextRequestId: () => string;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

export interface SubmitLane {
  /** Takes its requests before those do who listen already; who listens later hears of every request. */
  open(server: Server): void;
  /** From now on every request goes the usual way, which also tells connections that they end. */
  close(): void;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

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
    readBody(request, length, (bytes) => answer(bytes, response));
    return true;
  }

  function answer(bytes: Buffer, response: ServerResponse): void {
    const id = ports.nextRequestId();
    const body = parseJsonBody(bytes);
    if (!body.ok) return refuse(response, body.failure, id);
    ports.intake.submit(body.value).then(
      (outcome) => {
        const answered = submissionAnswer(outcome, id);
        if (answered.ok) send(response, 201, common, JSON.stringify(answered.value));
        else refuse(response, answered.failure, id);
      },
      (error: unknown) => refuse(response, failureOf(error, ports.log, { reqId: id }), id),
    );
  }

  function refuse(response: ServerResponse, why: RouteRefusal, id: string): void {
    const headers = Object.entries({ ...ports.headers, ...refusalHeaders(why) }).flat();
    send(response, refusals[why.code].status, headers, JSON.stringify(errorReplyOf(why, id)));
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
function bodyLength({ headers, httpVersionMajor }: IncomingMessage): number | undefined {
  const { 'content-type': type, 'content-length': text, 'transfer-encoding': encoding } = headers;
  if (httpVersionMajor !== 1 || text === undefined || encoding !== undefined || !types.has(type)) return undefined;
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

function send(response: ServerResponse, status: number, headers: readonly string[], text: string): void {
  response.writeHead(status, [...headers, 'content-length', String(Buffer.byteLength(text))]);
  response.end(text);
}
