import { signal } from '@preact/signals';
import { render } from 'preact';

import { api } from '../../client/api.ts';
import { timeWords } from '../ui/times.ts';
import { toasts } from '../ui/toasts.ts';
import { App } from './app.tsx';
import { routeOf, signInPathFrom } from './routes.ts';
import type { Memory, StaffContext } from './staff-context.ts';

const route = signal(routeOf(location));

function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', path);
  else history.replaceState(null, '', path);
  route.value = routeOf(location);
}

function after(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

function onWake(run: () => void): () => void {
  const whenVisible = () => document.visibilityState === 'visible' && run();
  const whenRestored = (event: PageTransitionEvent) => event.persisted && run();
  document.addEventListener('visibilitychange', whenVisible);
  addEventListener('online', run);
  addEventListener('pageshow', whenRestored);
  return () => {
    document.removeEventListener('visibilitychange', whenVisible);
    removeEventListener('online', run);
    removeEventListener('pageshow', whenRestored);
  };
}

function onLeave(run: () => void): () => void {
  addEventListener('pagehide', run);
  return () => removeEventListener('pagehide', run);
}

const isPageVisible = signal(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', () => {
  isPageVisible.value = document.visibilityState === 'visible';
});

/** A browser that stores nothing still works; it begins with the defaults next time. */
function memoryIn(storage: () => Storage): Memory {
  return {
    recall(key) {
      try {
        return storage().getItem(key);
      } catch {
        return null;
      }
    },
    remember(key, text) {
      try {
        storage().setItem(key, text);
      } catch {
        // Full, or forbidden.
      }
    },
  };
}

/** A page that somebody left open goes on showing names; a projector shows none, and the hall needs it. */
const otherTabs = new BroadcastChannel('attend.staff');
otherTabs.addEventListener('message', () => {
  if (route.value.page !== 'projector') context.signedOut();
});

const toServer = { fetch: fetch.bind(globalThis), baseUrl: '' };
const context: StaffContext = {
  api: api(toServer),
  feed: { ...toServer, nowMs: Date.now, random: Math.random, setTimer: (ms, task) => after(task, ms) },
  route,
  navigate,
  signedOut() {
    const path = signInPathFrom(location);
    if (path !== undefined) navigate(path, 'replace');
  },
  leave() {
    otherTabs.postMessage('signed out');
    navigate('/sign_in');
  },
  toasts: toasts((run, ms) => void setTimeout(run, ms)),
  times: timeWords(),
  memory: memoryIn(() => localStorage),
  tabMemory: memoryIn(() => sessionStorage),
  randomBytes: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)),
  isPageVisible,
  onLeave,
  monotonicNow: () => performance.now(),
  wallNow: Date.now,
  random: Math.random,
  subtle: globalThis.crypto?.subtle,
  after,
  onWake,
};

addEventListener('popstate', () => {
  route.value = routeOf(location);
});
// Plain links within the staff pages change the page without loading it; all others are the browser's.
addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;
  if (link === null || !isPlain || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (routeOf(new URL(link.href)).page === 'unknown') return;
  event.preventDefault();
  navigate(link.pathname + link.search + link.hash);
});

render(<App context={context} />, document.getElementById('app')!);
