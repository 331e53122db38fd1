import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The environment in which a program's fsync takes so much longer; undefined where there is no C compiler to build the few lines that
 * do it, or where programs cannot be preloaded.
 */
export function slowSync(dir: string, ms: number): Readonly<Record<string, string>> | undefined {
  if (ms === 0) return {};
  const library = join(dir, 'slow-sync.so');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, join(import.meta.dirname, 'slow-sync.c'), '-ldl']);
  return built.status === 0 && process.platform === 'linux' ? { LD_PRELOAD: library, SLOW_SYNC_MS: String(ms) } : undefined;
}
