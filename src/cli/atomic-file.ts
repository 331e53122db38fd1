import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';

import { fail, ok, type Result } from '../protocol/result.ts';
import { complaint, exitCode, type Complaint } from './exit-code.ts';

/**
 * Writes a file that is whole or not there: beside its place, synced, then renamed. A link stays one, and what is no file, as a pipe or
 * `/dev/stdout`, is written to and stays in its place.
 */
export function writeWhole(file: string, content: Uint8Array): Result<void, Complaint> {
  try {
    const { path, isFile } = whatIsAt(file);
    if (isFile) replaceWhole(path, content);
    else writeInto(path, content);
    return ok(undefined);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(complaint(exitCode.failed, `${file} cannot be written (${why}). Name a file in a directory that you can write to.`));
  }
}

function whatIsAt(file: string): { readonly path: string; readonly isFile: boolean } {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return { path: file, isFile: true };
  return found.isFile() ? { path: realpathSync(file), isFile: true } : { path: file, isFile: false };
}

function replaceWhole(path: string, content: Uint8Array): void {
  const half = `${path}.half`;
  try {
    writeInto(half, content, fsyncSync);
    renameSync(half, path);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}

function writeInto(path: string, content: Uint8Array, sync: (descriptor: number) => void = () => {}): void {
  const descriptor = openSync(path, 'w', 0o600);
  try {
    for (let written = 0; written < content.length; ) written += writeSync(descriptor, content, written);
    sync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
