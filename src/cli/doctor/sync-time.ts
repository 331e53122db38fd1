import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { failed, passed, warned, type Check } from './check.ts';

const rounds = 9;
const pageBytes = 4_096;

/** Medians: a hall waits for every one of them. */
const slowMs = 50;
const uselessMs = 1_000;

/** How long the disk below the data directory takes to keep a page for good, measured on a file that goes again. */
export function checkSyncTime(dataDir: string, monotonicMs: () => number): readonly Check[] {
  if (!existsSync(dataDir)) return [];
  const file = join(dataDir, `doctor-${process.pid}.tmp`);
  const handle = openSync(file, 'wx', 0o600);
  try {
    const times = Array.from({ length: rounds }, () => {
      const startedMs = monotonicMs();
      writeSync(handle, new Uint8Array(pageBytes), 0, pageBytes, 0);
      fsyncSync(handle);
      return monotonicMs() - startedMs;
    });
    return [judgeSyncTime('a write to the disk', medianOf(times))];
  } finally {
    closeSync(handle);
    rmSync(file);
  }
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)]!;
}

export function judgeSyncTime(what: string, ms: number): Check {
  const finding = `${what} takes ${ms.toFixed(1)} ms`;
  if (ms >= uselessMs) return failed('sync', `${finding}; phones would wait for their receipts: use another disk`);
  return ms >= slowMs ? warned('sync', `${finding}; use a disk that is near and alone with this`) : passed('sync', finding);
}
