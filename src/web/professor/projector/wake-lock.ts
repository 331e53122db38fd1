/**
 * Keeps the screen on. A browser drops the lock whenever the page is hidden, so it is asked for again when the page is seen.
 * Where there is no such lock (plain HTTP, an old browser) nothing happens.
 */
export function keepScreenOn(wakeLock: WakeLock | undefined, onWake: (run: () => void) => () => void): () => void {
  let sentinel: WakeLockSentinel | undefined;
  let isStopped = false;

  async function acquire(): Promise<void> {
    if (wakeLock === undefined || isStopped || (sentinel !== undefined && !sentinel.released)) return;
    try {
      const acquired = await wakeLock.request('screen');
      if (isStopped) void acquired.release();
      else sentinel = acquired;
    } catch {
      // Refused: the battery is low or the page is not in sight. The next wake-up asks again.
    }
  }

  void acquire();
  const stopWaking = onWake(() => void acquire());
  return () => {
    isStopped = true;
    stopWaking();
    void sentinel?.release();
  };
}
