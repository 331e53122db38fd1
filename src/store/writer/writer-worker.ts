import { parentPort, workerData } from 'node:worker_threads';
import { StorageUnavailable } from '../../attendance/ports.ts';
import { packOutcomes, unpackBatch, type PackedBatch, type PackedOutcome } from './packed-batch.ts';
import { connect } from '../sqlite/connect.ts';
import { kyselyOn } from '../sqlite/dialect.ts';
import { portError } from '../sqlite/failures.ts';
import type { WriteReply, WriteRequest, WriterData } from './writer-messages.ts';
import { sqliteQuirks } from '../sql/quirks.ts';
import { writesOn } from '../writes.ts';

/** The one writer: it owns the write connection and does one request after the other, in the order of their arrival. */

const { file } = workerData as WriterData;
const port = parentPort!;
const database = connect(file, 'writer');
const { commit, ...others } = writesOn(kyselyOn(database), sqliteQuirks);
const writes = { ...others, commit: commitPacked };

async function commitPacked(packed: PackedBatch): Promise<readonly PackedOutcome[]> {
  const batch = unpackBatch(packed);
  return packOutcomes(batch, await commit(batch));
}

let last: Promise<void> = Promise.resolve();

port.on('message', (request: WriteRequest) => {
  last = last.then(async () => {
    port.postMessage(await answer(request));
  });
});

async function answer({ id, method, args }: WriteRequest): Promise<WriteReply> {
  try {
    return { id, ok: true, value: method === 'close' ? close() : await callWrite(method, args) };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { id, ok: false, isUnavailable: error instanceof StorageUnavailable, message, stack };
  }
}

/** The calling side is typed by `Writes`, so the arguments are those of the method. */
function callWrite(method: keyof typeof writes, args: readonly unknown[]): Promise<unknown> {
  const write = writes[method] as (...args: readonly unknown[]) => Promise<unknown>;
  return write(...args);
}

/**
 * Moves the log into the file without keeping another process waiting; the last connection to close removes the log, so that a
 * copy of the file alone is whole.
 */
function close(): void {
  try {
    database.exec('pragma wal_checkpoint(passive)');
  } catch (error) {
    throw portError(error);
  } finally {
    database.close();
  }
}
