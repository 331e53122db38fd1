import { Worker } from 'node:worker_threads';
import { StorageUnavailable } from '../../attendance/ports.ts';
import { packBatch, unpackOutcomes, type PackedOutcome } from './packed-batch.ts';
import type { WriteReply, WriteRequest, WriterData } from './writer-messages.ts';
import type { Writes } from '../writes.ts';

export interface Writer {
  readonly writes: Writes;
  /** Finishes what was asked, moves the log into the file and ends the thread. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts the thread that writes. A slow disk then blocks neither the event loop nor a reader. */
export function startWriter(file: string): Writer {
  const workerData: WriterData = { file };
  const worker = new Worker(new URL('./writer-worker.ts', import.meta.url), { workerData });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let gone: StorageUnavailable | undefined;

  worker.on('message', (reply: WriteReply) => {
    const request = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.ok) request?.resolve(reply.value);
    else request?.reject(errorOf(reply));
  });
  worker.on('error', (cause) => end(new StorageUnavailable(`the writer stopped: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })));
  worker.on('exit', () => end(new StorageUnavailable('the store is closed')));

  /** Whether a request that was under way was stored is unknown; sending it again is harmless. */
  function end(reason: StorageUnavailable): void {
    gone ??= reason;
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  }

  function ask(method: WriteRequest['method'], args: readonly unknown[], transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (gone !== undefined) return Promise.reject(gone);
    const request: WriteRequest = { id: ++lastId, method, args };
    return new Promise((resolve, reject) => {
      waiting.set(request.id, { resolve, reject });
      worker.postMessage(request, transfer);
    });
  }

  function write<Method extends keyof Writes>(method: Method): Writes[Method] {
    return ((...args: readonly unknown[]) => ask(method, args)) as Writes[Method];
  }

  const commit: Writes['commit'] = async (batch) => {
    const packed = packBatch(batch);
    return unpackOutcomes(batch, (await ask('commit', [packed], [packed.bytes])) as readonly PackedOutcome[]);
  };

  return {
    writes: {
      commit,
      mark: write('mark'),
      markNew: write('markNew'),
      unmark: write('unmark'),
      insertSession: write('insertSession'),
      replaceOpenings: write('replaceOpenings'),
      switchTyped: write('switchTyped'),
      replaceChecks: write('replaceChecks'),
      retireSecrets: write('retireSecrets'),
      addHeadcount: write('addHeadcount'),
      insertToken: write('insertToken'),
      revokeToken: write('revokeToken'),
      exchangeSetup: write('exchangeSetup'),
      revokeSetups: write('revokeSetups'),
      changeDevice: write('changeDevice'),
      reportDisplay: write('reportDisplay'),
      orderDisplay: write('orderDisplay'),
      decide: write('decide'),
      undoDecision: write('undoDecision'),
      recompute: write('recompute'),
      setPolicy: write('setPolicy'),
      probe: write('probe'),
    },
    async close() {
      if (gone !== undefined) return;
      const closed = ask('close', []);
      gone = new StorageUnavailable('the store is closed');
      try {
        await closed;
      } finally {
        await worker.terminate();
      }
    },
  };
}

function errorOf({ isUnavailable, message, stack }: Extract<WriteReply, { ok: false }>): Error {
  const error = isUnavailable ? new StorageUnavailable(message) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
