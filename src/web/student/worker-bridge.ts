/**
 * Registers the service worker once the page has loaded, so that a hall full of first visits is not slowed by it. Resolves
 * when the time has come for what can wait; never rejects.
 */
export async function registerWorker(): Promise<void> {
  if (document.readyState !== 'complete') await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  void workers?.register('/sw.js', { scope: '/', updateViaCache: 'none' }).catch(() => undefined);
}
