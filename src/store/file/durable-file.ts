import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/** Gives a finished file its name at once: after a power cut there is the old file or the new one, whole. */
export function publishFile(finished: string, file: string): void {
  syncPath(finished);
  renameSync(finished, file);
  syncPath(dirname(file));
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
