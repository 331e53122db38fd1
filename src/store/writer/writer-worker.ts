import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { PackedBatch } from './packed-batch.ts';
import { connect } from '../sqlite/connect.ts';
import { kyselyOn } from '../sqlite/dialect.ts';
import { portError } from '../sqlite/failures.ts';
import { mergedCommit } from './merged-commit.ts';
import { failureReply, type WriteReply, type WriteRequest, type WriterData } from './writer-messages.ts';
import { sqliteQuirks } from '../sql/quirks.ts';
import { plainCommitOn } from './plain-commit.ts';
import { writesOn } from '../writes.ts';

/** The one writer: it owns the write connection and does one request after the other, in the order of their arrival. */

const { file } = workerData as WriterData;
const port = parentPort!;
const database = connect(file, 'writer');
const db = kyselyOn(database);
const { commit, ...writes } = writesOn(db, sqliteQuirks);
const plain = plainCommitOn(database, db);
const commitMerged = mergedCommit(commit, plain.commit);

/** Rows of the batches that share a transaction, however many wait. */
const maxRows = 512;

const waiting: WriteRequest[] = [];
let isRunning = false;

port.on('message', (request: WriteRequest) => {
  waiting.push(request);
  if (!isRunning) void run();
});

async function run(): Promise<void> {
  isRunning = true;
  for (;;) {
    receiveAll();
    const request = waiting.shift();
    if (request === undefined) break;
    if (request.method !== 'commit') port.postMessage(await answer(request));
    else for (const reply of await commitMerged([request, ...takeCommits(request)])) port.postMessage(reply);
  }
  isRunning = false;
}

/** What came while the one before was written is here already, and need not wait for a turn of the event loop each. */
function receiveAll(): void {
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) waiting.push(received.message as WriteRequest);
}

/** The batches that wait right behind a first one, as many as fit. */
function takeCommits(first: WriteRequest): readonly WriteRequest[] {
  let rows = sizeOf(first);
  const fits = waiting.findIndex((request) => request.method !== 'commit' || (rows += sizeOf(request)) > maxRows);
  return waiting.splice(0, fits === -1 ? waiting.length : fits);
}

function sizeOf({ args }: WriteRequest): number {
  return (args[0] as PackedBatch).rows;
}

async function answer({ id, method, args }: WriteRequest): Promise<WriteReply> {
  try {
    return { id, ok: true, value: method === 'close' ? close() : await callWrite(method, args) };
  } catch (error) {
    return failureReply(id, error);
  } finally {
    plain.forget();
  }
}

/** The calling side is typed by `Writes`, so the arguments are those of the method. */
function callWrite(method: WriteRequest['method'], args: readonly unknown[]): Promise<unknown> {
  const write = writes[method as keyof typeof writes] as (...args: readonly unknown[]) => Promise<unknown>;
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
