import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { hex } from '../protocol/bytes.ts';
import { fail, ok, type Result } from '../protocol/result.ts';
import { parseMasterKey } from './config.ts';

export interface KeyFile {
  readonly masterKey: Uint8Array;
  readonly file: string;
  /** Made just now. */
  readonly isNew: boolean;
}

/**
 * The master key in `master.key` of a data directory that this process holds; made there the first time. A key is whole or it is not
 * there: it is written beside its place, synced and renamed. Over PostgreSQL the directory may hold nothing else, and is made with it.
 */
export function keyFileIn(dataDir: string, randomBytes: (length: number) => Uint8Array): Result<KeyFile, string> {
  const file = join(dataDir, 'master.key');
  try {
    const text = readIfThere(file);
    if (text === undefined) {
      const masterKey = randomBytes(32);
      writeDurably(file, `${hex(masterKey)}\n`);
      return ok({ masterKey, file, isNew: true });
    }
    const masterKey = parseMasterKey(text);
    if (masterKey === undefined) return fail(`${file} does not hold a key of 64 hex digits; put the one from your backup there`);
    return ok({ masterKey, file, isNew: false });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(`The master key file ${file} cannot be read or made (${why}): give this user the directory, set DATA_DIR to another, or set MASTER_KEY or MASTER_KEY_FILE`);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeDurably(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const descriptor = openSync(`${file}.new`, 'w', 0o600);
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(`${file}.new`, file);
  const directory = openSync(dirname(file), 'r');
  fsyncSync(directory);
  closeSync(directory);
}
