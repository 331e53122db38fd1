import type { Socket } from 'node:net';

import { requestIdHeader } from '../request-id.ts';
import type { answerTexts } from './answer-text.ts';
import type { SocketLanePorts } from './socket-lane.ts';
import { readSubmitHead, type SubmitHead } from './submit-head.ts';

export interface LaneConnectionPorts extends Pick<SocketLanePorts, 'answer' | 'requestIdOf' | 'answered'> {
  readonly textOf: ReturnType<typeof answerTexts>;
  /** Where it is false every request goes to Node's own HTTP. */
  readonly isOpen: () => boolean;
  /** The connection is closed, or has become one of Node's own: whose it is from now on has to listen before this returns. */
  readonly onOver: (isHandedOver: boolean) => void;
}

export interface LaneConnection {
  readonly socket: Socket;
  readonly state: () => 'idle' | 'receiving' | 'answering';
  /** When this state began, on the clock of `performance.now`. */
  readonly sinceMs: () => number;
}

/** A connection over which only submissions came so far, one answered after the other. */
export function laneConnection(socket: Socket, { answer, requestIdOf, answered, textOf, isOpen, onOver }: LaneConnectionPorts): LaneConnection {
  let state: ReturnType<LaneConnection['state']> = 'idle';
  let sinceMs = performance.now();
  /** Of the request that is received. */
  let head: SubmitHead | undefined;
  /** What came and is not read: the beginning of a request, or what came before an answer. */
  let parts: Buffer[] = [];
  let had = 0;
  let hasEnded = false;

  function onData(bytes: Buffer): void {
    if (state === 'idle') return begin(bytes);
    parts.push(bytes);
    had += bytes.length;
    if (state === 'answering') return void socket.pause();
    if (had >= head!.bodyAt + head!.length) take(head!, Buffer.concat(parts));
  }

  function begin(bytes: Buffer): void {
    const found = isOpen() ? readSubmitHead(bytes) : undefined;
    if (found === undefined) return handOver(bytes);
    if (bytes.length >= found.bodyAt + found.length) return take(found, bytes);
    [head, parts, had, state, sinceMs] = [found, [bytes], bytes.length, 'receiving', performance.now()];
  }

  function take({ bodyAt, length, requestId }: SubmitHead, bytes: Buffer): void {
    const end = bodyAt + length;
    const startedMs = performance.now();
    head = undefined;
    parts = [];
    had = 0;
    if (bytes.length > end) {
      parts.push(bytes.subarray(end));
      socket.pause();
    }
    state = 'answering';
    const id = requestIdOf(requestId === undefined ? noHeaders : { [requestIdHeader]: requestId });
    answer(bytes.subarray(bodyAt, end), id, (given) => {
      const [text, encoding] = textOf(given, id);
      const isTaken = socket.write(text, encoding);
      const nowMs = performance.now();
      answered(id, 'submitAttendance', given.status, (nowMs - startedMs) / 1000, given.code);
      [state, sinceMs] = ['idle', nowMs];
      if (isTaken) goOn();
      else waitForReader();
    });
  }

  /** Somebody who asks and does not read gets no further answer, so that none is kept for them. */
  function waitForReader(): void {
    state = 'answering';
    socket.pause();
    socket.once('drain', () => {
      state = 'idle';
      goOn();
    });
  }

  function goOn(): void {
    const [waiting] = parts.length > 1 ? [Buffer.concat(parts)] : parts;
    if (waiting !== undefined) {
      parts = [];
      had = 0;
      begin(waiting);
      if (state === 'answering') return;
    } else if (hasEnded) return void socket.end();
    if (socket.isPaused()) socket.resume();
  }

  function handOver(bytes: Buffer): void {
    leave();
    socket.pause();
    socket.unshift(bytes);
    onOver(true);
    socket.resume();
  }

  function onEnd(): void {
    hasEnded = true;
    if (state !== 'answering') socket.end();
  }

  function onClose(): void {
    leave();
    onOver(false);
  }

  function leave(): void {
    socket.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
  }

  socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  return { socket, state: () => state, sinceMs: () => sinceMs };
}

const noHeaders = {};

/** The connection closes by itself. */
function onError(): void {}
