import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/**
 * What axe finds on the page as it is once it has come to rest, one line an element. The script is evaluated by the driver: the
 * page's own policy lets no foreign one in.
 */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(restShortAnimations);
  if ((await page.evaluate('typeof window.axe')) !== 'object') await page.evaluate(axe);
  const found = (await page.evaluate('window.axe.run(document).then(({ violations }) => violations)')) as readonly Violation[];
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary.replaceAll('\n', ' ')}`));
}

/** Fades are let come to rest, those too that begin a moment later; what runs for seconds, like a countdown, is part of the state. */
async function restShortAnimations(): Promise<void> {
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  for (let rounds = 0; rounds < 10; rounds++) {
    await pause(40);
    const isShort = (animation: Animation) => Number(animation.effect?.getComputedTiming().endTime) < 1_000;
    const short = document.getAnimations().filter((animation) => isShort(animation) && animation.playState === 'running');
    if (short.length === 0) return;
    await Promise.race([pause(1_000), Promise.all(short.map((animation) => animation.finished.catch(() => undefined)))]);
  }
}
