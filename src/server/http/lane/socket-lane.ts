import type { IncomingHttpHeaders, Server } from 'node:http';
import type { Socket } from 'node:net';

import type { Answered } from '../answered.ts';
import { answerTexts } from './answer-text.ts';
import { laneConnection, type LaneConnection } from './lane-connection.ts';
import type { AnswerSubmission } from './submit-answers.ts';

export interface SocketLanePorts {
  readonly answer: AnswerSubmission;
  readonly requestIdOf: (headers: IncomingHttpHeaders) => string;
  readonly answered: Answered;
  /** For the date of an answer; milliseconds since 1970. */
  readonly clock: () => number;
  /** How long a connection may stay without a request. */
  readonly keepAliveMs: number;
  /** How long a request may take to arrive. */
  readonly requestMs: number;
  /** Ends a connection whose request does not arrive. */
  readonly refuseLate: (socket: Socket) => void;
}

export interface SocketLane {
  /** Takes connections before those do who listen already; who listens later hears of every connection. */
  open(server: Server, opened: 'connection' | 'secureConnection'): void;
  /** From now on every request goes to Node's own HTTP. */
  close(): void;
  /** Closes the connections that have no request, and those that were opened ahead and never used. */
  closeUnused(): void;
}

type Listener = (socket: Socket) => void;

/** How often connections are looked at that have been silent for long. */
const lookMs = 1_000;

/**
 * A connection of HTTP/1.1 begins here. As long as nothing but submissions as clients send them come over it, they are read and answered
 * without Node's objects for requests and answers, which take as long as everything else that the serving thread does for one. At the
 * first byte of anything else the connection, with all that was not answered yet, becomes one of Node's own, for good.
 */
export function socketLane({ answer, requestIdOf, answered, clock, keepAliveMs, requestMs, refuseLate }: SocketLanePorts): SocketLane {
  const textOf = answerTexts(keepAliveMs, clock);
  const connections = new Set<LaneConnection>();
  let isOpen = true;

  function look(): void {
    const nowMs = performance.now();
    for (const { socket, state, sinceMs } of connections) {
      if (state() === 'receiving' && nowMs - sinceMs() > requestMs) refuseLate(socket);
      if (state() === 'idle' && nowMs - sinceMs() > keepAliveMs) socket.destroy();
    }
  }

  return {
    open(server, opened) {
      const usual = server.listeners(opened) as Listener[];
      server.removeAllListeners(opened);
      server.on(opened, (socket: Socket & { readonly alpnProtocol?: string | false }) => {
        const goUsual = () => usual.forEach((listen) => listen.call(server, socket));
        if (!isOpen || socket.alpnProtocol === 'h2') return goUsual();
        const connection = laneConnection(socket, {
          ...{ answer, requestIdOf, answered, textOf, isOpen: () => isOpen },
          onOver: (isHandedOver) => {
            connections.delete(connection);
            if (isHandedOver) goUsual();
          },
        });
        connections.add(connection);
      });
      const looking = setInterval(look, lookMs).unref();
      server.once('close', () => clearInterval(looking));
    },
    close: () => {
      isOpen = false;
    },
    closeUnused: () => {
      for (const { socket, state } of connections) if (state() === 'idle') socket.destroy();
    },
  };
}
