import type { StaffContext } from './staff-context.ts';

/** Loads at once, then again and again, and as soon as somebody looks at the page once more; answers how to end that. */
export function keepFresh({ after, onWake }: Pick<StaffContext, 'after' | 'onWake'>, load: () => Promise<void>, everyMs: number): () => void {
  let cancel = (): void => undefined;
  const again = (): void => {
    void load();
    cancel();
    cancel = after(again, everyMs);
  };
  again();
  const stopWaking = onWake(again);
  return () => {
    cancel();
    stopWaking();
  };
}
