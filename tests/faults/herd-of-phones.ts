import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

import { base64url } from '../../src/protocol/base64url.ts';
import { offlineQueue } from '../../src/client/offline/offline-queue.ts';
import { oneSenderHere } from '../../src/client/offline/one-sender.ts';
import type { DeviceSigner, QueuedEntry } from '../../src/client/offline/ports.ts';
import { entrySender } from '../../src/client/offline/send-entry.ts';
import { syncOnce, type SyncPorts } from '../../src/client/offline/sync.ts';
import { syncSchedule } from '../../src/client/offline/sync-schedule.ts';
import { memoryDisk, memoryStorage } from '../offline/memory-storage.ts';
import { makeDevice } from '../support/crypto.ts';

/** One answer as the phone's network saw it. */
export interface HerdAnswer {
  readonly status: number;
  /** The code of a refusal. */
  readonly code: string | undefined;
  readonly tookMs: number;
}

/** A phone that follows the client's own rules over connections of its own; only its disk is in memory. */
export interface HerdPhone {
  readonly student: string;
  /** Takes a scan into its queue; nothing is sent. */
  scan(code: string): Promise<void>;
  /** Sends what waits and dies before it has noted an answer. */
  sendAndForget(): Promise<void>;
  /** The network is back; resolves when nothing waits any more. */
  comeBack(): Promise<void>;
  entries(): Promise<readonly QueuedEntry[]>;
  /** When each entry was answered finally, ms of `performance.now`. */
  readonly settledAtMs: ReadonlyMap<string, number>;
  readonly answers: readonly HerdAnswer[];
  close(): void;
}

export function herdPhone(port: number, student: string, random: () => number): HerdPhone {
  const device = makeDevice();
  const signer: DeviceSigner = {
    ...{ publicKey: base64url.encode(device.publicKey), deviceId: device.deviceId, sign: async (bytes) => device.seal(bytes) },
    sha256: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  };
  const storage = memoryStorage(memoryDisk());
  const answers: HerdAnswer[] = [];
  const settledAtMs = new Map<string, number>();
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  const send = entrySender({ fetch: fetchThrough(agent, port, answers), baseUrl: `http://127.0.0.1:${port}` });
  const nowMs = () => Date.now();
  const queue = offlineQueue({ storage, signer, nowMs, monotonicMs: () => performance.now(), randomBytes: (length) => new Uint8Array(randomBytes(length)) });
  const sync: SyncPorts = {
    ...{ send, nowMs, random, exclusive: (task) => task(), oneSender: oneSenderHere() },
    storage: {
      ...storage,
      async settle(key, state) {
        if (state.kind !== 'waiting') settledAtMs.set(key, performance.now());
        return storage.settle(key, state);
      },
    },
  };

  async function sendAndForget(): Promise<void> {
    await syncOnce({ ...sync, storage: { ...storage, settle: async () => false } });
    const lost = answers.splice(0).filter(({ status }) => status !== 201);
    if (lost.length > 0) throw new Error(`${student} was answered ${lost[0]!.code}`);
  }

  function comeBack(): Promise<void> {
    return new Promise((done, fail) => {
      const schedule = syncSchedule({
        ...{ sync: () => syncOnce(sync), random, onError: fail },
        setTimer: (ms, task) => {
          const timer = setTimeout(task, ms);
          return () => clearTimeout(timer);
        },
        onPass: ({ waiting }) => waiting === 0 && done(),
      });
      schedule.kick();
    });
  }

  return {
    ...{ student, settledAtMs, answers, sendAndForget, comeBack },
    scan: async (code) => void (await queue.add(code, student)),
    entries: () => storage.list(),
    close: () => agent.destroy(),
  };
}

/** `fetch` over the connections of one phone: Node's own shares one pool among all of them. */
function fetchThrough(agent: Agent, port: number, answers: HerdAnswer[]): typeof fetch {
  return (input, { method = 'GET', headers, body } = {}) =>
    new Promise((done, fail) => {
      const startedMs = performance.now();
      const path = new URL(String(input)).pathname;
      const text = String(body);
      const length = { 'content-length': String(Buffer.byteLength(text)) };
      const asked = request({ host: '127.0.0.1', port, path, method, agent, headers: { ...(headers as Record<string, string>), ...length } }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('error', fail);
        reply.on('end', () => {
          const content = Buffer.concat(chunks).toString();
          const { statusCode: status = 0, headers: said } = reply;
          answers.push({ status, code: status === 201 ? undefined : (JSON.parse(content) as { readonly code: string }).code, tookMs: performance.now() - startedMs });
          const kept = ['content-type', 'retry-after'].flatMap((name) => (said[name] === undefined ? [] : [[name, String(said[name])] as [string, string]]));
          done(new Response(content, { status, headers: kept }));
        });
      });
      asked.on('error', fail);
      asked.end(text);
    });
}
