import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

import { fail, ok, type Result } from '../protocol/result.ts';
import { complaint, exitCode, type Complaint } from './exit-code.ts';

/** Writes a file that is whole or not there: beside its place, synced, then renamed. */
export function writeWhole(file: string, content: Uint8Array): Result<void, Complaint> {
  const half = `${file}.half`;
  try {
    const descriptor = openSync(half, 'w', 0o600);
    try {
      for (let written = 0; written < content.length; ) written += writeSync(descriptor, content, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(half, file);
    return ok(undefined);
  } catch (error) {
    rmSync(half, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    return fail(complaint(exitCode.failed, `${file} cannot be written (${why}). Name a file in a directory that you can write to.`));
  }
}
