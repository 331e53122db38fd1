import { entrySender } from '../../../client/offline/send-entry.ts';
import { syncOnce } from '../../../client/offline/sync.ts';
import { databaseOpener } from '../offline/database.ts';
import { entryStorage } from '../offline/entry-storage.ts';
import { channelName, exclusiveByLock, oneSenderByLock, syncTag } from '../offline/one-device.ts';
import { cachesToDelete, laterCacheName, pageCacheName, pagePath, ruleFor } from './cache-rules.ts';

/** Written into this file by the build: the student page's files, and a hash of their contents. */
declare const __VERSION__: string;
declare const __PRECACHE__: readonly string[];
declare const __LATER__: readonly string[];
declare const self: ServiceWorkerGlobalScope;

const files = { precache: __PRECACHE__, later: __LATER__ };
const cacheName = pageCacheName(__VERSION__);

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const rule = ruleFor(event.request, self.location.origin, files);
  if (rule === 'page') event.respondWith(fromCache(cacheName, pagePath, event.request));
  if (rule === 'precached') event.respondWith(fromCache(cacheName, event.request.url, event.request));
  if (rule === 'kept_after_use') event.respondWith(keptAfterUse(event.request));
});
// Background Sync exists in Chromium alone, and the WebWorker library does not know it.
(self as EventTarget).addEventListener('sync', (event) => {
  const { tag, waitUntil } = event as ExtendableEvent & { readonly tag: string };
  if (tag === syncTag) waitUntil.call(event, syncInBackground());
});

/** All of a version or nothing: one file that fails leaves the version before in charge. */
async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  const page = new Request(pagePath, { cache: 'no-cache' });
  await cache.addAll([page, ...files.precache]);
  await self.skipWaiting();
}

/** A page that is open keeps running with the files that it has; nothing is reloaded under a student's hands. */
async function activate(): Promise<void> {
  const old = cachesToDelete(await caches.keys(), __VERSION__);
  await Promise.all(old.map((name) => caches.delete(name)));
  const later = await caches.open(laterCacheName);
  const gone = (await later.keys()).filter(({ url }) => !files.later.includes(new URL(url).pathname));
  await Promise.all(gone.map((request) => later.delete(request)));
  await self.clients.claim();
}

async function fromCache(name: string, path: string, request: Request): Promise<Response> {
  const cached = await (await caches.open(name)).match(path);
  return cached ?? fetch(request);
}

async function keptAfterUse(request: Request): Promise<Response> {
  const cache = await caches.open(laterCacheName);
  const cached = await cache.match(request.url);
  if (cached !== undefined) return cached;
  const response = await fetch(request);
  if (response.ok) await cache.put(request.url, response.clone());
  return response;
}

/** Rejects while something still waits, so that the browser raises the event again. */
async function syncInBackground(): Promise<void> {
  const channel = new BroadcastChannel(channelName);
  const summary = await syncOnce({
    storage: entryStorage(databaseOpener()),
    exclusive: exclusiveByLock(self.navigator.locks),
    oneSender: oneSenderByLock(self.navigator.locks),
    send: entrySender({ fetch: (input, init) => fetch(input, init), baseUrl: '' }),
    nowMs: () => Date.now(),
    random: () => Math.random(),
    onChange: () => channel.postMessage('changed'),
  });
  channel.close();
  if (summary !== undefined && summary.waiting > 0) throw new Error(`${summary.waiting} entries still wait`);
}
