import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const [lookMs, patienceMs, restingShare] = [100, 3_000, 0.9];

/**
 * Resolves when the processors have become idle, or after three seconds: a database that still writes behind, or a collector, would be
 * counted to whoever is measured next.
 */
export async function quiet(): Promise<void> {
  const untilMs = performance.now() + patienceMs;
  let before = processorTicks();
  while (performance.now() < untilMs) {
    await setTimeout(lookMs);
    const now = processorTicks();
    if (now.idle - before.idle >= restingShare * (now.all - before.all)) return;
    before = now;
  }
}

/** Since the start of the machine, of all processors together (proc(5)). */
function processorTicks(): { readonly idle: number; readonly all: number } {
  const ticks = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.trim().split(/\s+/).slice(1).map(Number);
  return { idle: ticks[3]!, all: ticks.reduce((sum, each) => sum + each, 0) };
}
