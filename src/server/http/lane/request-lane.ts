import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';

import { submitPath } from '../../../protocol/submit-path.ts';
import type { Answered } from '../answered.ts';
import { maxBodyBytes } from '../json-body.ts';
import { requestIdHeader } from '../request-id.ts';
import type { AnswerSubmission } from './submit-answers.ts';
import { jsonTypes } from './submit-head.ts';

export interface LanePorts {
  readonly answer: AnswerSubmission;
  readonly requestIdOf: (headers: IncomingHttpHeaders) => string;
  readonly answered: Answered;
}

export interface Lane {
  /** Takes its requests before those do who listen already; who listens later hears of every request. */
  open(server: Server): void;
  /** From now on every request goes the usual way, which also tells connections that they end. */
  close(): void;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The one request that comes in thousands, past the framework's life cycle, which takes as long as all the rest of it: submissions over
 * HTTP/2, and those that came over a connection that something else has been asked over. Only what is exactly a submission as clients
 * send it, JSON of a length that is told and allowed: whatever else is at its address, too large, of another type or without an end in
 * sight is left to the framework, so that there is one place that refuses it.
 */
export function requestLane({ answer, requestIdOf, answered }: LanePorts): Lane {
  const [method, path] = submitPath;
  let isOpen = true;

  function take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.url !== path || request.method !== method || !isOpen) return false;
    const length = bodyLength(request);
    if (length === undefined) return false;
    const [id, startedMs] = [requestIdOf(request.headers), performance.now()];
    readBody(request, length, (bytes) =>
      answer(bytes, id, ({ status, headers, text, code }) => {
        response.writeHead(status, { ...headers, [requestIdHeader]: id, 'content-length': Buffer.byteLength(text) });
        response.end(text);
        answered(id, 'submitAttendance', status, (performance.now() - startedMs) / 1000, code);
      }),
    );
    return true;
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

/** Undefined for what the framework has to look at. */
function bodyLength({ headers }: IncomingMessage): number | undefined {
  const { 'content-type': type, 'content-length': text, 'transfer-encoding': encoding } = headers;
  if (text === undefined || encoding !== undefined || !jsonTypes.has(type)) return undefined;
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
