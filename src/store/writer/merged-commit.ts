import { StorageUnavailable, type CommitItem, type RecordStore } from '../../attendance/ports.ts';
import { packOutcomes, unpackBatch, type PackedBatch } from './packed-batch.ts';
import type { PlainCommit } from './plain-commit.ts';
import { failureReply, type WriteReply, type WriteRequest } from './writer-messages.ts';

/**
 * Answers several batches that share one transaction, each by itself. Where they cannot share one, because something in one of them
 * fails, each is done alone: none fails for another. A file that cannot be written is no fault of any of them, and waiting for its lock
 * once for each would keep all of them from their answer.
 */
export function mergedCommit(commit: RecordStore['commit'], commitPlain: PlainCommit['commit']) {
  async function commitTogether(batches: readonly (readonly CommitItem[])[]) {
    const all = batches.length === 1 ? batches[0]! : batches.flat();
    let at = 0;
    const firstSeq = await commitPlain(all);
    if (firstSeq !== undefined) {
      return batches.map(({ length }) => {
        at += length;
        return firstSeq + at - length;
      });
    }
    const outcomes = await commit(all);
    return batches.map((batch) => {
      at += batch.length;
      return packOutcomes(batch, outcomes.slice(at - batch.length, at));
    });
  }

  return async function commitMerged(requests: readonly WriteRequest[]): Promise<readonly WriteReply[]> {
    try {
      const values = await commitTogether(requests.map(({ args }) => unpackBatch(args[0] as PackedBatch)));
      return requests.map(({ id }, index) => ({ id, ok: true, value: values[index] }));
    } catch (error) {
      if (requests.length === 1 || error instanceof StorageUnavailable) return requests.map(({ id }) => failureReply(id, error));
      const replies: WriteReply[] = [];
      for (const request of requests) replies.push(...(await commitMerged([request])));
      return replies;
    }
  };
}
