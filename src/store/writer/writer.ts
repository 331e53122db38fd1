import { packBatch, unpackOutcomes, type PackedOutcome } from './packed-batch.ts';
import { keepWriterThread, type WriterThread } from './writer-thread.ts';
import type { Writes } from '../writes.ts';

export interface Writer extends Pick<WriterThread, 'hearDeaths'> {
  readonly writes: Writes;
  /** Finishes what was asked, moves the log into the file and ends the thread. */
  close(): Promise<void>;
}

/** Starts the thread that writes. A slow disk then blocks neither the event loop nor a reader. */
export function startWriter(file: string): Writer {
  const { ask, complaint, hearDeaths, close } = keepWriterThread(file);

  function write<Method extends keyof Writes>(method: Method): Writes[Method] {
    return ((...args: readonly unknown[]) => ask(method, args)) as Writes[Method];
  }

  const commit: Writes['commit'] = async (batch) => {
    const packed = packBatch(batch);
    return unpackOutcomes(batch, (await ask('commit', [packed], [packed.bytes])) as number | readonly PackedOutcome[]);
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
      async probe() {
        const wrong = complaint();
        if (wrong !== undefined) throw wrong;
        await ask('probe', []);
      },
    },
    hearDeaths,
    close,
  };
}
